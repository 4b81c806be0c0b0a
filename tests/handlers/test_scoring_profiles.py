"""Each payment is decided by what is known of its entities, and is known to those after it."""

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest

from handlers.decision.profile.event import hashed
from handlers.decision.profile.facts import Facts, Label, Listing, encode
from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import (
    COUNT_1H,
    COUNT_EVER,
    DAY,
    DECLINED_24H,
    FIRST,
    FRAUDS_28D,
    LISTS,
    SCORED_AT,
    SUM_1H,
    known,
    payment,
    profile,
    put,
    stored,
)
from tests.handlers.scoring_on_aws import ScoringOnAws, scored_transaction
from tests.handlers.strategies import strategy_of

HABIT = strategy_of(
    {"when": "customer.count_1h >= 2 and customer.sum_1h > 25", "outcome": "review"},
    {"when": "amount == 13", "outcome": "decline"},
    {"when": "customer.declined_24h > 9 or customer.count_ever > 900"},
)
FACTS = strategy_of({"when": '"blocked" in customer.lists or customer.frauds_28d > 1', "outcome": "decline"})
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


def test_the_terminal_has_a_profile_of_its_own(scoring: ScoringOnAws) -> None:
    scoring.score(payment(1, 0, terminal_id="T-1"), payment(2, 1, customer="C-2", terminal_id="T-1"))

    assert {key: profile(scoring, key.removeprefix("profile#")).count for key in stored(scoring)} == {
        "profile#customer#C-1": 1,
        "profile#customer#C-2": 1,
        "profile#terminal#T-1": 2,
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


def test_lists_and_labels_are_known_from_when_they_were_received(scoring: ScoringOnAws) -> None:
    now = round(SCORED_AT * 1000)
    blocked = Listing(by="arn", at=FIRST, until=now + 1)
    labels = [Label(hashed(str(at)), FIRST - DAY, at, 100_000, "", declined=False, fraud=True) for at in (now, now + 1)]
    put(scoring, "facts#customer#C-1", **encode(Facts(labels=tuple(labels), lists={"blocked": blocked})))
    put(scoring, "facts#customer#C-2", **encode(Facts(lists={"blocked": Listing(by="arn", at=FIRST, until=now)})))
    scoring.decide_by(FACTS)

    scoring.score(payment(1), payment(2, customer="C-2"), payment(3, customer="C-3"), scored_transaction(9))

    assert [known(scoring, each) for each in (1, 2, 3)] == [
        {LISTS: ["blocked"], FRAUDS_28D: 1},
        {LISTS: [], FRAUDS_28D: 0},
        {LISTS: [], FRAUDS_28D: 0},
    ]
    assert [scoring.items[f"tx-00{each}"]["outcome"] for each in (1, 2, 3)] == ["decline", "approve", "approve"]
    basis = json.loads(scoring.items["tx-9"]["decision"])
    assert basis == {"as_of": now, "engine": 1, "absent": {"customer": [70, 80]}}
    assert not [key for key in stored(scoring) if key.startswith("profile#customer")], "rules read its facts alone"


def test_entities_of_which_only_facts_are_read_keep_no_profile_and_others_do(scoring: ScoringOnAws) -> None:
    scoring.decide_by(FACTS)

    scoring.score(payment(1, terminal_id="T-1"))

    assert set(stored(scoring)) == {"profile#terminal#T-1"}
