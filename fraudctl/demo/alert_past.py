"""The past of an alert's customer: what rules on habits can read, as of the moment of the payment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from rich.table import Table

from fraudctl.client.row_facts import format_amount
from fraudctl.profiles.knowledge import Knowledge, features_without_payment, find_knowledge
from fraudctl.profiles.knowledge_view import knowledge_json, render_features
from fraudctl.profiles.packaged import entity_of
from fraudctl.rollout.running import strategy_naming
from fraudctl.stacks.target import Target

SHOWN = ("count_30d", "mean_30d", "most_30d", "seconds_since_last", "distinct_merchants", "frauds_28d")
"""Features that set a payment apart from a habit: `fraudctl profiles show` prints all."""

TO_CENTS = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class AlertPast:
    """An alert, and all that was known of its customer before the payment."""

    alert: Mapping[str, Any]
    known: Knowledge

    def as_json(self) -> dict[str, Any]:
        """Return what was known, for programs."""
        return {"transaction_id": self.alert["transaction_id"], **knowledge_json(self.known)}


def find_past(target: Target, alerts: Sequence[Mapping[str, Any]]) -> AlertPast | None:
    """Return the past of the alert for which most rules spoke; None if none has a customer."""
    with_customer = [alert for alert in alerts if "customer_id" in alert]
    if not with_customer:
        return None
    alert = max(with_customer, key=lambda each: (len(each["reasons"]), each["fraud_score"]))
    strategy = strategy_naming("customer", target)
    at = datetime.fromtimestamp(int(alert["timestamp"]) / 1000, UTC)
    customer = entity_of("customer", alert["customer_id"], strategy)
    return AlertPast(alert=alert, known=find_knowledge(target, customer, strategy, at))


def render_past(past: AlertPast) -> Table:
    """Return some of the features, in words."""
    features = [each for each in features_without_payment(past.known.entity.kind) if each.name in SHOWN]
    payment = f"{format_amount(past.alert)} at {past.alert['merchant']}"
    rounded = {name: _rounded(past.known.features[name]) for name in SHOWN if name in past.known.features}
    title = f"Known of {past.known.entity.id} before it paid {payment}"
    return render_features(replace(past.known, features=rounded), features, title=title)


def _rounded(value: Any) -> Any:
    """Return a number with two decimals at most, as money has them."""
    if not isinstance(value, Decimal) or value == value.to_integral_value():
        return value
    return value.quantize(TO_CENTS)
