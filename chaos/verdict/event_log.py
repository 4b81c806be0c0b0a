"""The events that were published, as a queue took them from the topic."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

WITHIN = 1000
"""Milliseconds that a message's time may be too early, as it has whole seconds."""


def published_events(notifications: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the events by the id of their transaction, each with the latest time that it was `published`."""
    events: dict[str, list[Mapping[str, Any]]] = {}
    for each in notifications:
        event = json.loads(each["Message"], parse_float=Decimal)
        at = datetime.fromisoformat(each["Timestamp"]).timestamp() * 1000
        said = {name: attribute["Value"] for name, attribute in each.get("MessageAttributes", {}).items()}
        found = {**event, "published": at + WITHIN, "attributes": said}
        events.setdefault(event["data"]["transaction_id"], []).append(found)
    return events
