"""Both strategies are judged by the same payments: those that were accepted."""

from decimal import Decimal

import pytest

from fraudctl.client.line_results import LineOutcome, LineResult
from fraudctl.demo.caught import alerted_by_seed, count_caught
from fraudctl.demo.detection_view import render_detection
from simulation import simulate
from tests.fraudctl.demo.conftest import Run
from tests.fraudctl.printed import printed

LABELS = {"a": "burst", "b": "burst", "c": "legitimate", "d": None, "e": "out_of_pattern"}


def sent(labels: dict[str, str | None] = LABELS) -> list[LineResult]:
    return [
        LineResult(number=number, outcome=LineOutcome.ACCEPTED, transaction_id=identifier, label=label)
        for number, (identifier, label) in enumerate(labels.items(), start=1)
    ]


def test_alerts_are_counted_by_label() -> None:
    caught = count_caught(sent(), {"a", "c", "e", "another"})

    assert caught.sent == {"burst": 2, "legitimate": 2, "out_of_pattern": 1}
    assert caught.alerted == {"burst": 1, "legitimate": 1, "out_of_pattern": 1}
    assert (caught.frauds, caught.caught) == (3, 2)
    assert caught.precision == caught.recall == pytest.approx(2 / 3)


def test_without_alerts_there_is_no_precision_and_without_frauds_no_recall() -> None:
    assert count_caught(sent(), set()).precision is None
    legitimate = count_caught(sent({"c": "legitimate"}), {"c"})
    assert (legitimate.precision, legitimate.recall) == (0, None)
    assert "-" in printed(render_detection(legitimate, legitimate), width=80)


def test_the_seeds_rules_alert_what_is_large_and_at_a_suspicious_merchant() -> None:
    sample = list(simulate(3000, 7))

    alerted = alerted_by_seed(sample, Decimal("0.8"))

    seed_currencies = {"USD", "EUR", "GBP"}
    expected = {
        each.transaction_id
        for each in sample
        if each.amount > 10_000
        and each.currency in seed_currencies
        and any(word in each.merchant.lower() for word in ("unknown", "offshore", "crypto"))
    }
    assert alerted == expected
    assert len(alerted) > 5
    assert alerted_by_seed(sample, Decimal("0.9")) == set()


def test_both_strategies_count_the_same_transactions(run: Run) -> None:
    demo = run([LineOutcome.ACCEPTED, LineOutcome.REFUSED, LineOutcome.ACCEPTED, LineOutcome.FAILED])

    assert demo.by_seed.sent == demo.by_default.sent
    assert sum(demo.by_seed.sent.values()) == 2
    detection = demo.as_json()["detection"]
    counted = [{label: each["sent"] for label, each in detection[name]["labels"].items()} for name in detection]
    assert list(detection) == ["seed", "default"]
    assert counted[0] == counted[1] == demo.by_seed.sent
