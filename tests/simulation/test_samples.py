"""The files that the README posts with curl."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
ALLOWED = {"transaction_id", "amount", "merchant", "timestamp", "customer_id", "terminal_id", "currency", "metadata"}


def sample(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLES / name).read_text(encoding="utf-8"), parse_float=Decimal)
    return content


@pytest.mark.parametrize("name", ["transaction.json", "risky.json"])
def test_a_sample_shows_every_field_of_the_contract(name: str) -> None:
    assert set(sample(name)) == ALLOWED


def test_the_ordinary_sample_breaks_no_rule() -> None:
    ordinary = sample("transaction.json")

    assert ordinary["amount"] <= 5000
    assert not any(word in ordinary["merchant"].lower() for word in ("unknown", "offshore", "crypto"))


def test_the_risky_sample_is_large_and_at_a_suspicious_merchant() -> None:
    risky = sample("risky.json")

    assert risky["amount"] > 10000
    assert "crypto" in risky["merchant"].lower()


def test_the_samples_are_two_transactions() -> None:
    assert sample("transaction.json")["transaction_id"] != sample("risky.json")["transaction_id"]
