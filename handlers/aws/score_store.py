"""The scores table, as Scoring uses it: one item per transaction id, and the first decision on an id stands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.batch_calls import LARGEST_READ, LARGEST_WRITE, drain
from handlers.contract.errors import PartialBatchError
from handlers.decision.alert import Alert
from handlers.decision.decide import Decision
from handlers.decision.score_row import OPTIONAL_ATTRIBUTES
from handlers.decision.settlement import pending_alert
from handlers.decision.stored_decision import StoredDecision

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ScoreRow = Mapping[str, Any]


class Inserted(NamedTuple):
    """Ids that had a row already, and ids whose row could not be written, with the reason."""

    existing: set[str]
    failed: Mapping[str, str]


class ScoreStore:
    """Reads and writes scores many at a time."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def read(self, transaction_ids: Iterable[str]) -> dict[str, ScoreRow]:
        """Return the row of each id that has one, as last written.

        Raises:
            PartialBatchError: not all could be read.
        """
        found: dict[str, ScoreRow] = {}

        def read(keys: Sequence[Any]) -> Sequence[Any]:
            response = self._client.batch_get_item(RequestItems={self._name: {"Keys": keys, "ConsistentRead": True}})
            for row in map(from_attributes, response["Responses"].get(self._name, [])):
                found[row["transaction_id"]] = row
            unprocessed = response["UnprocessedKeys"].get(self._name)
            return unprocessed["Keys"] if unprocessed else []

        drain([{"transaction_id": {"S": each}} for each in transaction_ids], size=LARGEST_READ, call=read)
        return found

    def insert(self, rows: Sequence[ScoreRow]) -> Inserted:
        """Write rows under ids that have none; failures are returned, not raised, because the written ones go on."""
        existing, reasons = set[str](), Counter[str]()

        def insert(batch: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
            statements: list[Any] = [_statement(self._name, row) for row in batch]
            responses = self._client.batch_execute_statement(Statements=statements)["Responses"]
            unprocessed = []
            for row, response in zip(batch, responses, strict=True):
                code = response.get("Error", {}).get("Code")
                if code == "DuplicateItem":
                    existing.add(row["transaction_id"]["S"])
                elif code:
                    reasons[code] += 1
                    unprocessed.append(row)
            return unprocessed

        try:
            drain([to_attributes(row) for row in rows], size=LARGEST_WRITE, call=insert)
        except PartialBatchError as error:
            reason = reasons.most_common(1)[0][0] if reasons else str(error)
            return Inserted(existing, {row["transaction_id"]["S"]: reason for row in error.unprocessed})
        return Inserted(existing, {})

    def replace(self, decision: Decision | StoredDecision, row: ScoreRow) -> None:
        """Write a new decision over an earlier one; `alerted_at` and `alerted_timestamps` stay.

        Raises:
            ClientError, BotoCoreError: the table did not take it.
        """
        values = {name: value for name, value in row.items() if name != "transaction_id"}
        names = [*values, *(name for name in OPTIONAL_ATTRIBUTES if name not in values)]
        actions = "SET " + ", ".join(f"#{number} = :{number}" for number in range(len(values)))
        if absent := names[len(values) :]:
            actions += " REMOVE " + ", ".join(f"#{len(values) + number}" for number in range(len(absent)))
        self._update(
            decision.transaction.transaction_id,
            f"{actions} {'ADD' if decision.alert_due else 'DELETE'} pending :pending",
            {f":{number}": value for number, value in enumerate(values.values())}
            | {":pending": pending_alert(decision.transaction.timestamp)},
            names={f"#{number}": name for number, name in enumerate(names)},
        )

    def mark_pending(self, alert: Alert) -> bool:
        """Note in the id's row that the alert is due; return False if it was published already; raise as `replace`."""
        try:
            self._update(
                alert.transaction_id,
                "ADD pending :pending",
                {":pending": pending_alert(alert.timestamp), ":timestamp": alert.timestamp},
                condition=" AND NOT contains(alerted_timestamps, :timestamp)",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            response: Mapping[str, Any] = error.response  # the stubs know no Item in it
            if "Item" not in response:
                raise
            return False
        return True

    def settle(self, alert: Alert, *, alerted_at: str) -> None:
        """Note in the id's row that the alert is published; raise as `replace`."""
        above = {} if alert.above is None else {":above": alert.above}
        self._update(
            alert.transaction_id,
            "SET alerted_at = if_not_exists(alerted_at, :at)"
            + (", alerted_above = if_not_exists(alerted_above, :above)" if above else "")
            + " ADD alerted_timestamps :timestamps DELETE pending :pending",
            {
                ":at": alerted_at,
                ":timestamps": frozenset({alert.timestamp}),
                ":pending": pending_alert(alert.timestamp),
                **above,
            },
        )

    def _update(
        self,
        transaction_id: str,
        expression: str,
        values: ScoreRow,
        *,
        names: ScoreRow | None = None,
        condition: str = "",
    ) -> None:
        """Update an existing row only: one that has expired must not come back with a part of its attributes."""
        call: dict[str, Any] = {
            "TableName": self._name,
            "Key": to_attributes({"transaction_id": transaction_id}),
            "UpdateExpression": expression,
            "ConditionExpression": "attribute_exists(transaction_id)" + condition,
            "ExpressionAttributeValues": to_attributes(values),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if names:
            call["ExpressionAttributeNames"] = names
        self._client.update_item(**call)


def _statement(table: str, row: ScoreRow) -> dict[str, Any]:
    return {"Statement": _insert_of(table, tuple(row)), "Parameters": list(row.values())}


@cache  # rows differ in which of a few attributes they have
def _insert_of(table: str, names: tuple[str, ...]) -> str:
    """Return PartiQL's INSERT, which fails where the key has an item."""
    values = ", ".join(f"'{name}': ?" for name in names)
    return f'INSERT INTO "{table}" VALUE {{{values}}}'
