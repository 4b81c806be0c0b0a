"""A detector's part of a document, for tests, and strategies that have it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.strategy import Strategy
from handlers.fraud_detector.detector_part import DetectorPart
from strategies.loading import compiled

PART: dict[str, Any] = {
    "detector": "shop",
    "versions": ["2", "1"],
    "event_type": "order",
    "entity_types": ["customer"],
    "variables": {
        "price": {"type": "FLOAT", "default": "0.0"},
        "coin": {"type": "STRING", "default": "EUR"},
        "email": {"type": "STRING"},
        "guest": {"type": "BOOLEAN", "default": "false"},
        "items": {"type": "INTEGER", "default": "1"},
    },
    "fields": {"amount": "price", "currency": "coin"},
    "labels": {"fraud": ["1", "chargeback"], "legitimate": ["0"]},
    "rules": {
        "big_order": {"id": "big-order", "version": "3", "outcomes": ["block", "call"]},
        "guests": {"id": "guests", "version": "1", "outcomes": ["verify"]},
    },
}
DOCUMENT: dict[str, Any] = {
    "name": "shop",
    "thresholds": {"review": Decimal("0.8"), "decline": Decimal("0.95")},
    "evaluate": "first",
    "rules": [
        {"code": "big_order", "when": "metadata.price > 500", "outcome": "decline", "tags": ["block", "call"]},
        {"code": "guests", "when": 'metadata.guest and metadata.email != "a@b.example"', "tags": ["verify"]},
        {"code": "own", "when": "amount > 1_000", "tags": ["mine"]},
    ],
    "fraud_detector": PART,
}


def detector_file(folder: Path) -> Path:
    """Return a file of the strategy, as it is packaged."""
    file = folder / "detector.json"
    file.write_bytes(canonical(strategy().document))
    return file


def part() -> DetectorPart:
    """Return the part."""
    return msgspec.convert(PART, DetectorPart)


def strategy(**others: Any) -> Strategy:
    """Return the strategy, with these fields in the place of its own."""
    made = compiled({**DOCUMENT, **others})
    assert isinstance(made, Strategy), made
    return made
