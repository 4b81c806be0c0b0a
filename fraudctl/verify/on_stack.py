"""A stack's routes for a payment that is verified by, and the removal of its rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from fraudctl.client.api_client import ApiClient
from fraudctl.client.connection import ApiResponse
from fraudctl.profiles.packaged import entity_at
from fraudctl.stacks.target import Target
from fraudctl.verify.check import DENIED, CheckResult, ok
from handlers.aws.attributes import to_attributes
from handlers.decision.strategy.strategy import Strategy


class StackApi:
    """The API of a stack."""

    def __init__(self, target: Target) -> None:
        self._decisions = ApiClient(target, endpoint="decisions_endpoint")
        self._transactions = ApiClient(target)

    def decide(self, body: bytes, query: str) -> ApiResponse:
        """Post to /decisions."""
        return self._decisions.post(body, query)

    def store(self, body: bytes) -> ApiResponse:
        """Post to /transactions."""
        return self._transactions.post(body)

    def read(self, transaction_id: str) -> ApiResponse:
        """Get a transaction."""
        return self._transactions.get(f"/{transaction_id}")


def remove_payment(target: Target, strategies: Iterable[Strategy], payment: Mapping[str, Any]) -> CheckResult:
    """Delete the rows that a scored payment left, as far as the caller may; the rest harms nobody.

    The transaction goes first: the stream's record of a deletion is passed over, and nothing scores it anew.
    """
    rows = [*_rows(payment), *(("fraud_profiles", {"entity": key}) for key in _profiles(strategies, payment))]
    client, left = target.client("dynamodb"), list[str]()
    for table, key in rows:
        try:
            client.delete_item(TableName=target.exports[f"{table}_table_name"], Key=to_attributes(key))
        except ClientError as error:
            if error.response["Error"].get("Code") not in DENIED:
                raise
            left.append(table)
    if left:
        return ok(f"stays in {', '.join(dict.fromkeys(left))}, as you may not delete there; nothing reads it")
    return ok(f"{len(rows)} rows deleted")


def _rows(payment: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the tables and keys of the rows that every payment leaves."""
    name = payment["transaction_id"]
    return [
        ("transactions", {"transaction_id": name, "timestamp": payment["timestamp"]}),
        ("fraud_scores", {"transaction_id": name}),
        ("fraud_decisions", {"key": f"id#{name}"}),
    ]


def _profiles(strategies: Iterable[Strategy], payment: Mapping[str, Any]) -> list[str]:
    """Return the keys of the profiles that the payment was folded into, by what any of the strategies names."""
    places = {kind: place for strategy in strategies for kind, place in strategy.entities.items()}
    return sorted(
        entity_at(place, kind, str(payment[place.field])).profile
        for kind, place in places.items()
        if place.key is None and place.field in payment
    )
