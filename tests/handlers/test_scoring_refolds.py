"""A payment is folded once and decided once, whatever comes again, changed or in between."""

import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from tests.handlers.known_payments import COUNT_1H, SCORED_AT, SUM_1H, known, payment, profile, stored
from tests.handlers.recorded_calls import record_calls
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import strategy_of

HABIT = strategy_of({"code": "often", "when": "customer.count_1h >= 2 and customer.sum_1h > 25", "outcome": "review"})
BEFORE = strategy_of({"code": "before", "when": "customer.count_1h >= 0", "outcome": "decline", "tags": ["first"]})


class Dies(BaseException):
    """Raised where the function dies."""


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: SCORED_AT))
    scoring.decide_by(HABIT)


def decisions(scoring: ScoringOnAws) -> dict[str, tuple[str, Any]]:
    """Return outcome and basis by transaction id."""
    return {each: (row["outcome"], row["decision"]) for each, row in scoring.items.items()}


def die_at(scoring: ScoringOnAws, call: str, table: str) -> None:
    """Have the function die at its first such call to a table."""

    def answer(name: str, arguments: Any) -> Any:
        if name == call and table in str(arguments):
            raise Dies

    record_calls(scoring, answer)


def test_a_retry_after_a_crash_between_fold_and_score_decides_the_same_and_folds_nothing(scoring: ScoringOnAws) -> None:
    scoring.score(payment(1))
    batch = [payment(2, 1, amount="20"), payment(3, 2), payment(4, 1, customer="C-2")]
    die_at(scoring, "batch_execute_statement", scoring.table)
    with pytest.raises(Dies):
        scoring.score(*batch)
    folded = stored(scoring)
    assert (profile(scoring).count, set(scoring.items)) == (3, {"tx-001"})

    record_calls(scoring)
    scoring.score(*batch)

    assert stored(scoring) == folded
    assert [(known(scoring, each)[COUNT_1H], known(scoring, each)[SUM_1H]) for each in (2, 3, 4)] == [
        (1, 10),
        (2, 30),
        (0, 0),
    ]
    assert scoring.items["tx-003"]["outcome"] == "review"


def test_what_is_scored_comes_again_and_changes_no_profile(scoring: ScoringOnAws) -> None:
    batch = [payment(number, number, amount="20") for number in range(30)]  # more than a ring holds
    scoring.score(*batch)
    folded, decided = stored(scoring), decisions(scoring)

    for again in (batch, batch[:1], batch[::-1]):
        assert scoring.score(*again)["scored"] == 0

    assert (stored(scoring), decisions(scoring)) == (folded, decided)


def test_a_row_that_owes_its_alert_publishes_what_was_decided_then(scoring: ScoringOnAws) -> None:
    scoring.decide_by(BEFORE)
    die_at(scoring, "publish", "")
    with pytest.raises(Dies):
        scoring.score(payment(1, amount="12.50"))
    row, folded = scoring.items["tx-001"], stored(scoring)
    assert row["alerted_above"] == Decimal("0.8")
    assert row["pending"] == {f"alert:{row['timestamp']}", f"event:{row['timestamp']}"}

    record_calls(scoring)
    scoring.decide_by(HABIT)
    assert scoring.score(payment(1, amount="12.5")) == {"received": 1, "scored": 1, "alerts": 1}

    (alert,) = scoring.alerts()
    told = json.loads(alert["Message"], parse_float=Decimal)
    assert (told.pop("environment"), alert["MessageAttributes"]["outcome"]["Value"]) == ("test", "decline")
    assert told == {name: row[name] for name in told}
    assert told["reasons"] == [{"reason": "before", "weight": 0, "values": {"customer.count_1h": 0}}]
    assert (stored(scoring), scoring.items["tx-001"]["decision"]) == (folded, row["decision"])


def test_a_row_of_a_release_before_outcomes_publishes_what_it_has(scoring: ScoringOnAws) -> None:
    old = {
        **{name: value for name, value in payment(1).items() if name in ("transaction_id", "timestamp", "merchant")},
        "amount": Decimal(10),
        "fraud_score": Decimal("0.9"),
        "expiry": 1_797_942_700,
        "scored_at": "2026-11-22",
        "reasons": [{"reason": "amount_above_10000", "weight": Decimal("0.9")}],
    }
    owing = {**old, "pending": frozenset({f"alert:{old['timestamp']}"})}
    scoring.aws.client("dynamodb").put_item(TableName=scoring.table, Item=to_attributes(owing))

    assert scoring.score(payment(1))["alerts"] == 1

    (alert,) = scoring.alerts()
    names = ("transaction_id", "timestamp", "merchant", "amount", "fraud_score", "reasons")
    assert json.loads(alert["Message"], parse_float=Decimal) == {name: old[name] for name in names} | {
        "environment": "test"
    }
    assert alert["MessageAttributes"]["outcome"]["Value"] == "review"
    row = scoring.items["tx-001"]
    assert row.keys() == old.keys() | {"alerted_at", "alert_shard", "alerted_timestamps"}
    assert not scoring.reviews  # of which that release knew nothing
    assert not scoring.events()
    assert not stored(scoring)


def test_changed_and_raced_transactions_are_decided_by_what_is_known_and_never_folded(scoring: ScoringOnAws) -> None:
    scoring.score(payment(1), payment(2, 1, amount="20"), payment(3, 0.5))
    folded = stored(scoring)

    scoring.score(payment(2, 1, amount="21"), payment(1, 2, amount="5"))
    scoring.score(payment(2, 1, amount="22"))

    assert stored(scoring) == folded
    assert scoring.items["tx-002"]["amount"] == 22
    assert (known(scoring, 2)[COUNT_1H], known(scoring, 2)[SUM_1H]) == (2, 20)
    assert [json.loads(each["Message"])["timestamp"] for each in scoring.alerts()] == [payment(1, 2)["timestamp"]]
