"""Of many alerts a few are shown, of each kind of fraud one, with what weighs most, on 80 columns."""

from decimal import Decimal
from typing import Any

from fraudctl.demo.alerts_view import MOST_REASONS, MOST_SHOWN, render_alerts
from tests.fraudctl.printed import printed


def alert(number: int, score: str, *weights: str) -> dict[str, Any]:
    return {
        "transaction_id": f"01M89C3BV0P9QDK6PPAQRE6X{number:02}",
        "fraud_score": Decimal(score),
        "outcome": "review",
        "amount": Decimal("901.52"),
        "currency": "EUR",
        "merchant": "GiftCard Depot",
        "reasons": [{"reason": f"rule_{weight[2:]}", "weight": Decimal(weight)} for weight in weights],
    }


def test_each_label_has_an_alert_and_the_rest_are_counted() -> None:
    alerts = [alert(number, "0.9", "0.9") for number in range(8)] + [alert(8, "0.85", "0.85"), alert(9, "0.83", "0.83")]
    labels = {each["transaction_id"]: "burst" for each in alerts[:8]}
    labels |= {alerts[8]["transaction_id"]: "stolen_card", alerts[9]["transaction_id"]: "legitimate"}

    shown = printed(render_alerts(alerts, labels), width=80)

    assert all(label in shown for label in ("burst", "stolen_card", "legitimate"))
    assert shown.count("01M89C3BV0P9QDK6PPAQRE6X") == MOST_SHOWN
    assert f"and {10 - MOST_SHOWN} more" in shown


def test_the_reasons_of_most_weight_are_shown_whole_on_80_columns() -> None:
    weights = ("0.08", "0.45", "0.1", "0.14", "0.12", "0.4")

    shown = printed(render_alerts([alert(1, "1", *weights)], {}), width=80)

    assert len(weights) == MOST_REASONS + 2
    for line in (
        "+0.45 rule_45",
        "+0.4 rule_4",
        "+0.14 rule_14",
        "+0.12 rule_12",
        "and 2 more",
        "901.52 EUR at GiftCard",
    ):
        assert line in shown
    assert "rule_08" not in shown


def test_an_alert_without_a_label_is_shown() -> None:
    assert "GiftCard Depot" in printed(render_alerts([alert(1, "1", "0.5")], {}), width=80)
