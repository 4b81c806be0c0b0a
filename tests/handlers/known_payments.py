"""Payments of a customer as Scoring gets them, and what it knew of the customer, and knows now."""

import json
from decimal import Decimal
from typing import Any

from handlers.aws.attributes import to_attributes
from handlers.decision.entity.entities import HEARTBEAT
from handlers.decision.profile.codec import decode
from handlers.decision.profile.profile import Profile
from tests.handlers.scoring_on_aws import ScoringOnAws

SCORED_AT = 1_795_350_700.5
"""The time of the function, in epoch seconds."""

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
"""Milliseconds."""

FIRST = 1_795_348_800_000
"""The event time of the first payment, in epoch milliseconds: 12:00 UTC on 2026-11-22, 31 minutes before SCORED_AT."""

COUNT_1H, COUNT_EVER, SUM_1H, LISTS, FRAUDS_28D, DECLINED_24H = "10", "14", "20", "80", "70", "60"
"""Numbers of features in docs/features.md."""


def payment(
    number: int, minute: float = 0, *, customer: str = "C-1", amount: str = "10", **more: Any
) -> dict[str, Any]:
    """Return a payment of a customer, so many minutes after the first."""
    return {
        "transaction_id": f"tx-{number:03}",
        "timestamp": FIRST + round(minute * MINUTE),
        "amount": amount,
        "merchant": "Corner Bakery",
        "customer_id": customer,
        **more,
    }


def known(scoring: ScoringOnAws, number: int, kind: str = "customer") -> dict[str, Any]:
    """Return the features of an entity that a payment was decided by, by their numbers."""
    return _features(scoring.items[f"tx-{number:03}"], kind)


def known_to_each(scoring: ScoringOnAws, feature: str) -> list[Any]:
    """Return the value of the customer's feature that each payment was decided by, in the order of their numbers."""
    return [_features(row, "customer")[feature] for _, row in sorted(scoring.items.items())]


def _features(row: dict[str, Any], kind: str) -> dict[str, Any]:
    basis = json.loads(row["decision"], parse_float=Decimal)
    features: dict[str, Any] = basis.get("features", {}).get(kind, {})
    return features


def stored(scoring: ScoringOnAws) -> dict[str, dict[str, Any]]:
    """Return the items of the profiles table by entity, in DynamoDB's types, without the heartbeat."""
    items = scoring.aws.client("dynamodb").scan(TableName=scoring.profiles)["Items"]
    return {item["entity"]["S"]: dict(item) for item in items if item["entity"]["S"] != HEARTBEAT}


def profile(scoring: ScoringOnAws, entity: str = "customer#C-1") -> Profile:
    """Return the profile that the table holds of an entity."""
    return decode(stored(scoring)[f"profile#{entity}"]["profile"]["B"])


def put(scoring: ScoringOnAws, entity: str, **attributes: Any) -> None:
    """Write an item as another writer does."""
    packed = {name: {"B": value} for name, value in attributes.items() if isinstance(value, bytes)}
    plain = {name: value for name, value in attributes.items() if name not in packed}
    item: Any = {**to_attributes({"entity": entity, "version": 1, **plain}), **packed}
    scoring.aws.client("dynamodb").put_item(TableName=scoring.profiles, Item=item)
