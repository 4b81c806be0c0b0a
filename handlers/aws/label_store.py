"""The labels table, as Feedback uses it: rows that are written together with the facts which change with them.

A row of which an event is owed is in the index `owed` until somebody published it.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.concurrency import Budget
from handlers.aws.overdue import OverdueRows
from handlers.aws.profile_statements import NO_VERSION
from handlers.aws.row_update import row_update
from handlers.aws.sharded_index import ShardedIndex
from handlers.decision.labelled_item import ATTRIBUTES, OWED_AT, OWED_SHARD, from_item, to_item
from handlers.decision.labelled_row import LabelledRow, OwedEvent
from handlers.decision.labelling import LabelChange

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LOST = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
"""Codes of an item of a transaction that another wrote since it was read, or is writing now."""

LOST_UPDATE = frozenset({"ConditionalCheckFailedException", "TransactionConflictException"})
"""The same of an update by itself."""


class LabelStore:
    """Reads and writes labels; the facts of the entities are in the profiles table."""

    def __init__(self, client: "DynamoDBClient", name: str, profiles: str) -> None:
        self._client = client
        self._name = name
        self._profiles = profiles
        index = ShardedIndex(client, name, "owed", shard_key=OWED_SHARD, range_key=OWED_AT, newest_first=False)
        self._owed = OverdueRows(index)

    def read(self, transaction_id: str) -> LabelledRow:
        """Return the row of an id as last written; an empty one where there is none.

        Raises:
            ClientError, BotoCoreError: the table did not answer.
            UnreadableLabels: the row holds something else.
        """
        key = to_attributes({"transaction_id": transaction_id})
        found = self._client.get_item(TableName=self._name, Key=key, ConsistentRead=True).get("Item")
        return from_item(transaction_id, from_attributes(found) if found else None)

    def write(self, change: LabelChange, versions: Mapping[str, int]) -> bool:
        """Write the row and the facts that change with it, all or nothing; return False if another was first.

        A row alone takes no transaction, at half the price.

        Args:
            change: The items to write.
            versions: Those of the facts, as they were read, by key.

        Raises:
            ClientError, BotoCoreError: nobody knows what became of it; the same again does no harm.
        """
        row = change.row
        update: Any = {
            "TableName": self._name,
            **row_update("transaction_id", to_item(row), ATTRIBUTES, row.version - 1),
        }
        facts: list[Any] = [
            {"Update": self._update(key, new, versions.get(key, NO_VERSION))} for key, new in change.facts.items()
        ]
        try:
            if facts:
                self._client.transact_write_items(TransactItems=[{"Update": update}, *facts])
            else:
                self._client.update_item(**update)
        except ClientError as error:
            if is_lost(error):
                return False
            raise
        return True

    def owed(self, until: int, budget: Budget) -> dict[str, int]:
        """Return since when rows owe an event, by id: those since a time, in epoch milliseconds, or for longer.

        Raises:
            BudgetSpent, ClientError, BotoCoreError: there was no time, or the index did not answer.
        """
        return {row["transaction_id"]: int(row[OWED_AT]) for row in self._owed.read(until, budget)}

    def settle(self, row: LabelledRow, owed: Sequence[OwedEvent]) -> bool:
        """Note in a row that it owes no other events than these any more; return False if another wrote it since.

        It then owes them anew.

        Raises:
            ClientError, BotoCoreError: nobody knows what became of it.
        """
        settled = msgspec.structs.replace(row, version=row.version + 1, owed_labels=tuple(owed))
        return self.write(LabelChange(settled, {}, {}), {})

    def _update(self, key: str, new: Mapping[str, Any], version: int) -> dict[str, Any]:
        values = {":labels": {"B": new["labels"]}, **to_attributes({":version": version + 1})}
        condition = "attribute_not_exists(entity)"
        if version != NO_VERSION:
            condition, values = "version = :former", {**values, **to_attributes({":former": version})}
        return {
            "TableName": self._profiles,
            "Key": to_attributes({"entity": key}),
            "UpdateExpression": "SET labels = :labels, version = :version",
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }


def is_lost(error: ClientError) -> bool:
    """Return whether a write failed for no other reason than that another wrote the same."""
    response: Mapping[str, Any] = error.response  # the stubs know no reasons in it
    codes = {each.get("Code") for each in response.get("CancellationReasons", [])} - {"None", None}
    return response["Error"]["Code"] in LOST_UPDATE or (bool(codes) and codes <= LOST)
