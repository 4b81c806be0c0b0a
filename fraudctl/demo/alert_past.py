"""The past of an alert's customer: what rules on habits can read, as of the moment of the payment."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from fraudctl.profiles.knowledge import Knowledge, features_of, find_knowledge
from fraudctl.profiles.knowledge_view import render_features
from fraudctl.profiles.packaged import entity_of, packaged_strategy
from fraudctl.stacks.target import Target

SHOWN = ("count_24h", "mean_30d", "most_30d", "seconds_since_last", "distinct_terminals")
"""Features that a day of traffic fills: `fraudctl profiles show` prints all."""


def find_past(target: Target, alert: Mapping[str, Any]) -> Knowledge | None:
    """Return what was known of an alert's customer, if it names one, when the payment was made."""
    if "customer_id" not in alert:
        return None
    strategy = packaged_strategy()
    at = datetime.fromtimestamp(int(alert["timestamp"]) / 1000, UTC)
    return find_knowledge(target, entity_of("customer", alert["customer_id"], strategy), strategy, at)


def render_past(past: Knowledge) -> Table:
    """Return some of the features, in words."""
    features = [each for each in features_of(past.entity.kind) if each.name in SHOWN]
    return render_features(
        past, features, title=f"Known of the customer of the first alert, {past.entity.id}, until then"
    )
