"""The scores table, as Scoring sees it: one item per transaction id, of which the first decision stands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.batch_calls import drain
from handlers.contract.errors import PartialBatchError
from handlers.decision.settlement import owed_alert
from handlers.decision.verdict import Verdict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LARGEST_READ, LARGEST_INSERT = 100, 25
"""Items that DynamoDB takes in one BatchGetItem and one BatchExecuteStatement."""

Row = Mapping[str, Any]


class Inserted(NamedTuple):
    """Ids of the rows that stood there already, and of those that could not be written, with the reason."""

    standing: set[str]
    failed: Mapping[str, str]


class ScoreStore:
    """Reads and writes scores many at a time."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def read(self, transaction_ids: Iterable[str]) -> dict[str, Row]:
        """Return the row of each id that has one, as last written.

        Raises:
            PartialBatchError: not all could be read.
        """
        found: dict[str, Row] = {}

        def read(keys: Sequence[Any]) -> Sequence[Any]:
            answer = self._client.batch_get_item(RequestItems={self._name: {"Keys": keys, "ConsistentRead": True}})
            for row in map(from_attributes, answer["Responses"].get(self._name, [])):
                found[row["transaction_id"]] = row
            left = answer["UnprocessedKeys"].get(self._name)
            return left["Keys"] if left else []

        drain([{"transaction_id": {"S": each}} for each in transaction_ids], size=LARGEST_READ, call=read)
        return found

    def insert(self, rows: Sequence[Row]) -> Inserted:
        """Write rows under ids that have none; never raises, for what could be written goes on."""
        standing, reasons = set[str](), Counter[str]()

        def insert(some: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
            statements: list[Any] = [_statement(self._name, row) for row in some]
            answers = self._client.batch_execute_statement(Statements=statements)["Responses"]
            left = []
            for row, answer in zip(some, answers, strict=True):
                code = answer.get("Error", {}).get("Code")
                if code == "DuplicateItem":
                    standing.add(row["transaction_id"]["S"])
                elif code:
                    reasons[code] += 1
                    left.append(row)
            return left

        try:
            drain([to_attributes(row) for row in rows], size=LARGEST_INSERT, call=insert)
        except PartialBatchError as error:
            reason = reasons.most_common(1)[0][0] if reasons else str(error)
            return Inserted(standing, {row["transaction_id"]["S"]: reason for row in error.unprocessed})
        return Inserted(standing, {})

    def replace(self, verdict: Verdict, stamps: Row, *, owes_alert: bool) -> None:
        """Write a decision anew over an earlier one; when and under which timestamps the id was alerted stays.

        Raises:
            ClientError, BotoCoreError: the table did not take it.
        """
        values = {name: value for name, value in {**verdict.content, **stamps}.items() if name != "transaction_id"}
        names = list(values)
        actions = ", ".join(f"#{number} = :{number}" for number in range(len(names)))
        self._update(
            verdict,
            f"SET {actions} {'ADD' if owes_alert else 'DELETE'} pending :pending",
            {f":{number}": values[name] for number, name in enumerate(names)} | {":pending": _owed(verdict)},
            names={f"#{number}": name for number, name in enumerate(names)},
        )

    def owe_alert(self, verdict: Verdict) -> bool:
        """Note on the id's row that the verdict's alert is due; False where it is out already. Raises as `replace`."""
        try:
            self._update(
                verdict,
                "ADD pending :pending",
                {":pending": _owed(verdict), ":timestamp": verdict.transaction.timestamp},
                condition=" AND NOT contains(alerted_timestamps, :timestamp)",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            answer: Mapping[str, Any] = error.response  # the stubs know no Item in it
            if "Item" not in answer:
                raise
            return False
        return True

    def settle(self, verdict: Verdict, *, threshold: Decimal, alerted_at: str) -> None:
        """Note on the id's row that the verdict's alert is out; raises as `replace`."""
        self._update(
            verdict,
            "SET alerted_at = if_not_exists(alerted_at, :at), alerted_above = if_not_exists(alerted_above, :above)"
            " ADD alerted_timestamps :timestamps DELETE pending :pending",
            {
                ":at": alerted_at,
                ":above": threshold,
                ":timestamps": frozenset({verdict.transaction.timestamp}),
                ":pending": _owed(verdict),
            },
        )

    def _update(
        self,
        verdict: Verdict,
        expression: str,
        values: Row,
        *,
        names: Mapping[str, str] | None = None,
        condition: str = "",
    ) -> None:
        """Change a row that is there: one that has expired in between is not to come back as a part of itself."""
        asked: dict[str, Any] = {
            "TableName": self._name,
            "Key": to_attributes({"transaction_id": verdict.transaction.transaction_id}),
            "UpdateExpression": expression,
            "ConditionExpression": "attribute_exists(transaction_id)" + condition,
            "ExpressionAttributeValues": to_attributes(values),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if names:
            asked["ExpressionAttributeNames"] = names
        self._client.update_item(**asked)


def _owed(verdict: Verdict) -> frozenset[str]:
    return frozenset({owed_alert(verdict)})


def _statement(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return PartiQL's INSERT, which writes only where nothing stands under the key."""
    values = ", ".join(f"'{name}': ?" for name in row)
    return {"Statement": f'INSERT INTO "{table}" VALUE {{{values}}}', "Parameters": list(row.values())}
