"""Of an alert's customer is shown what was known before the payment, in figures that a person takes in."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from fraudctl.demo.alert_past import find_past, render_past
from tests.fraudctl.printed import printed
from tests.fraudctl.profiles.past_files import START, line, write
from tests.fraudctl.profiles.stack_of_profiles import StackOfProfiles, load, stack_of_profiles

HOUR = 3_600_000


def known(tmp_path: Path) -> StackOfProfiles:
    """Return a stack that knows three payments of C-1 and one of C-2, an hour after each other."""
    stack = stack_of_profiles()
    amounts = enumerate((10, 10, 11, 400), start=1)
    lines = [line(number, amount=amount, timestamp=START + number * HOUR, currency="EUR") for number, amount in amounts]
    load(stack.scoring, write(tmp_path / "past.jsonl", *lines, line(5, timestamp=START + HOUR, customer_id="C-2")))
    return stack


def alert(number: int, customer: str | None, *reasons: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "transaction_id": f"tx-{number}",
        "timestamp": Decimal(START + number * HOUR),
        "amount": Decimal(400),
        "currency": "EUR",
        "merchant": "GiftCard Depot",
        "fraud_score": Decimal("0.9"),
        "reasons": [{"reason": each, "weight": Decimal("0.1")} for each in reasons],
    }
    return found if customer is None else {**found, "customer_id": customer}


def test_it_is_the_past_of_the_alert_that_most_rules_spoke_for(tmp_path: Path) -> None:
    alerts = [alert(6, "C-2", "one"), alert(4, "C-1", "one", "two"), alert(7, None, "one", "two", "three")]

    past = find_past(known(tmp_path), alerts)

    assert past
    assert past.as_json()["transaction_id"] == "tx-4"
    assert past.known.features["count_30d"] == 3, "the payment itself is no part of its past"
    shown = printed(render_past(past), width=80)
    assert "Known of C-1 before it paid 400 EUR at GiftCard Depot" in shown
    assert "10.33" in shown
    assert "10.333" not in shown
    assert "3,600" in shown


def test_alerts_without_a_customer_have_no_past(tmp_path: Path) -> None:
    assert find_past(known(tmp_path), [alert(7, None, "one")]) is None
    assert find_past(known(tmp_path), []) is None
