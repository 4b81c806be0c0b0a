"""The past of an alert's customer: what rules on habits can read, as of the moment of the payment."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from fraudctl.profiles.knowledge import Knowledge, features_of, find_knowledge
from fraudctl.profiles.knowledge_view import render_features
from fraudctl.profiles.packaged import entity_of, packaged_strategy
from fraudctl.stacks.target import Target

SHOWN = ("count_ever", "mean_30d", "most_30d", "seconds_since_last", "distinct_terminals")
"""Features that a day of traffic fills: `fraudctl profiles show` prints all."""


def find_past(target: Target, alerts: Iterable[Mapping[str, Any]]) -> Knowledge | None:
    """Return what was known of the alerts' customers when they paid: of the one that was known best."""
    strategy, found = packaged_strategy(), list[Knowledge]()
    for alert in alerts:
        if "customer_id" in alert:
            at = datetime.fromtimestamp(int(alert["timestamp"]) / 1000, UTC)
            found.append(find_knowledge(target, entity_of("customer", alert["customer_id"], strategy), strategy, at))
    return max(found, key=lambda each: each.features.get("count_ever", 0), default=None)


def render_past(past: Knowledge) -> Table:
    """Return some of the features, in words."""
    features = [each for each in features_of(past.entity.kind) if each.name in SHOWN]
    return render_features(past, features, title=f"Known of the customer {past.entity.id} before its alert")
