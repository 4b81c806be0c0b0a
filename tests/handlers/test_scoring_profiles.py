"""Each payment is decided by what is known of its entities, and is known to those after it."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import (
    COUNT_1H,
    COUNT_EVER,
    DAY,
    DECLINED_24H,
    FIRST,
    SCORED_AT,
    SUM_1H,
    known,
    payment,
    profile,
    stored,
)
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies import strategy_of

HABIT = strategy_of(
    {"when": "customer.count_1h >= 2 and customer.sum_1h > 25", "outcome": "review"},
    {"when": "amount == 13", "outcome": "decline"},
    {"when": "customer.declined_24h > 9 or customer.count_ever > 900"},
)
CARDS = strategy_of(
    {"when": "card.count_1h > 1 or device.count_1h > 1"},
    entities={"card": "metadata.card", "device": "metadata.device"},
)


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: SCORED_AT))


@pytest.mark.parametrize("size", [1, 2, 4])
def test_earlier_payments_of_a_customer_are_known_to_the_next(scoring: ScoringOnAws, size: int) -> None:
    scoring.decide_by(HABIT)
    payments = [payment(1, 0), payment(2, 1, amount="20.5"), payment(3, 2), payment(4, 2, customer="C-2")]

    for first in range(0, 4, size):
        scoring.score(*payments[first : first + size])

    read = [(known(scoring, each)[COUNT_1H], known(scoring, each)[SUM_1H]) for each in (1, 2, 3, 4)]
    assert read == [(0, 0), (1, 10), (2, Decimal("30.5")), (0, 0)]
    assert [scoring.items[f"tx-00{each}"]["outcome"] for each in (1, 2, 3)] == ["approve", "approve", "review"]
    assert (profile(scoring).count, profile(scoring, "customer#C-2").count) == (3, 1)


def test_a_batch_is_decided_in_order_of_event_time_and_id_however_it_comes(scoring: ScoringOnAws) -> None:
    scoring.decide_by(HABIT)

    scoring.score(payment(4, 9), payment(2, 5), payment(3, 5), payment(1, 0))

    assert [known(scoring, each)[COUNT_1H] for each in (1, 2, 3, 4)] == [0, 1, 1, 3], (
        "what is at the same moment is not before"
    )


def test_terminal_and_merchant_have_profiles_of_their_own(scoring: ScoringOnAws) -> None:
    scoring.score(payment(1, 0, terminal_id="T-1"), payment(2, 1, customer="C-2", terminal_id="T-1"))

    assert {key: profile(scoring, key.removeprefix("profile#")).count for key in stored(scoring)} == {
        "profile#customer#C-1": 1,
        "profile#customer#C-2": 1,
        "profile#terminal#T-1": 2,
        "profile#merchant#Corner Bakery": 2,
    }


def test_a_profile_is_kept_for_its_retention_after_its_last_change(scoring: ScoringOnAws) -> None:
    for number in (1, 2):
        scoring.score(payment(number))
        item = stored(scoring)["profile#customer#C-1"]
        assert (item["version"], item["expiry"]) == ({"N": str(number)}, {"N": str(1_795_350_700 + 400 * 86_400)})
        assert item.keys() == {"entity", "version", "profile", "expiry"}


def test_a_payment_that_was_declined_is_folded_as_declined(scoring: ScoringOnAws) -> None:
    scoring.decide_by(HABIT)

    scoring.score(payment(1, amount="13"), payment(2, 1))
    scoring.score(payment(3, 2))

    assert scoring.items["tx-001"]["outcome"] == "decline"
    for number, total in ((2, 0), (3, 10)):
        read = known(scoring, number)
        assert (read[DECLINED_24H], read[COUNT_1H], read[SUM_1H]) == (1, number - 1, total)


def test_a_payment_from_the_future_is_scored_and_never_folded(scoring: ScoringOnAws) -> None:
    now = round(SCORED_AT * 1000)
    future = payment(1, timestamp=now + 5 * 60_000 + 1)
    for number, clock in enumerate(({}, {"received": now}, {"received": 9_999_999_999_999}), 1):
        scoring.score({**future, "transaction_id": f"tx-00{number}", **clock})
    scoring.score(payment(4, timestamp=9_999_999_999_999), payment(5, timestamp=now + 5 * 60_000))

    assert set(scoring.items) == {f"tx-00{number}" for number in range(1, 6)}
    assert (profile(scoring).count, profile(scoring).last) == (1, now + 5 * 60_000)


def test_a_payment_of_the_far_past_counts_among_all_and_in_no_window(scoring: ScoringOnAws) -> None:
    scoring.decide_by(HABIT)
    scoring.score(
        payment(1, received=FIRST + 36 * DAY // 100), payment(2, 1, timestamp=FIRST - 36 * DAY, received=FIRST)
    )

    scoring.score(payment(3, 2))

    assert (known(scoring, 3)[COUNT_EVER], known(scoring, 3)[COUNT_1H]) == (2, 1)
    assert profile(scoring).first == FIRST - 36 * DAY


def test_what_is_no_id_is_left_out_and_counted_once(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    scoring.decide_by(CARDS)
    logs.text()
    bad = {"card": {"S": "x" * 4096}, "device": {"N": "1.5"}}

    for _ in range(2):
        scoring.score(payment(1, metadata=bad), payment(2, metadata={"card": {"S": "profile#customer#C-1"}}))

    first, again = logs.lines()
    assert (first["UnusableEntities"], first["scores"][0]["unusable"]) == (2, ["card", "device"])
    assert "UnusableEntities" not in again
    assert set(stored(scoring)) == {"profile#customer#C-1", "profile#card#profile#customer#C-1"}
    assert (profile(scoring).count, profile(scoring, "card#profile#customer#C-1").count) == (2, 1)
