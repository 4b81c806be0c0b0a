"""Changes of rows in the scores table: a new decision over an earlier one, what is still due, and what was done."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from handlers.aws.attributes import to_attributes
from handlers.aws.score_store import ScoreRow
from handlers.contract.shard import shard_of
from handlers.decision.decide import Decision
from handlers.decision.score_row import OPTIONAL_ATTRIBUTES
from handlers.decision.settlement import ALERT, ALERTED, DUTIES, Duties, pending_members
from handlers.decision.stored_decision import StoredDecision
from handlers.decision.unsettled import Unsettled

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ScoreUpdates:
    """Changes rows, one at a time."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def replace(self, decision: Decision | StoredDecision, row: ScoreRow, due: Duties, former: Duties) -> None:
        """Write a new decision over an earlier one; `alerted_at` and `alerted_timestamps` stay.

        Args:
            decision: The decision.
            row: Its row.
            due: All that is due for it.
            former: All that was still due for the earlier one.

        Raises:
            ClientError, BotoCoreError: the table did not take it.
        """
        values = {name: value for name, value in row.items() if name != "transaction_id"}
        names = [*values, *(name for name in OPTIONAL_ATTRIBUTES if name not in values)]
        actions = "SET " + ", ".join(f"#{number} = :{number}" for number in range(len(values)))
        if absent := names[len(values) :]:
            actions += " REMOVE " + ", ".join(f"#{len(values) + number}" for number in range(len(absent)))
        transaction_id, timestamp = decision.transaction.key
        if due and former - due:  # no update both adds to a set and deletes from it
            obsolete = pending_members(timestamp, former - due)
            self._update(transaction_id, "DELETE pending :pending", {":pending": obsolete})
        self._update(
            transaction_id,
            f"{actions} {'ADD' if due else 'DELETE'} pending :pending",
            {f":{number}": value for number, value in enumerate(values.values())}
            | {":pending": pending_members(timestamp, due or DUTIES)},
            names={f"#{number}": name for number, name in enumerate(names)},
        )

    def mark_pending(self, transaction_id: str, timestamp: int, due: Duties) -> bool:
        """Note in the id's row what is due for a timestamp; return False if it was alerted already; raise as `replace`.

        What was due beside that alert is done, or still noted: whoever published it goes on.
        """
        try:
            self._update(
                transaction_id,
                "ADD pending :pending",
                {":pending": pending_members(timestamp, due), ":timestamp": timestamp},
                condition=f" AND NOT contains({ALERTED}, :timestamp)",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            response: Mapping[str, Any] = error.response  # the stubs know no Item in it
            if "Item" not in response:
                raise
            return False
        return True

    def settle(self, unsettled: Unsettled, done: Duties, *, at: str) -> None:
        """Note in the id's row what was done; raise as `replace`.

        An alert takes the row into the index of alerts, under the time at which its id was alerted first.
        """
        alert, timestamp = unsettled.alert, unsettled.alert.timestamp
        values: dict[str, Any] = {":pending": pending_members(timestamp, done)}
        actions = "DELETE pending :pending"
        if ALERT in done:
            first = unsettled.alerted_at or at
            values |= {":at": first, ":shard": f"{first[:10]}#{shard_of(alert.transaction_id)}"}
            values |= {":timestamps": frozenset({timestamp})}
            noted = "alerted_at = if_not_exists(alerted_at, :at), alert_shard = if_not_exists(alert_shard, :shard)"
            if alert.above is not None:
                values[":above"] = alert.above
                noted += ", alerted_above = if_not_exists(alerted_above, :above)"
            actions = f"SET {noted} ADD {ALERTED} :timestamps {actions}"
        self._update(alert.transaction_id, actions, values)

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
