"""A backtest reckons attempts as Decision counts them: over the bucket of the event time and the one before."""

import json
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fraudctl.backtest.attempt_counts import AttemptCounts
from fraudctl.backtest.payment import payment_of
from fraudctl.backtest.trial import Trial
from handlers.contract.transaction import Transaction
from handlers.decision.batch import BatchDecider
from handlers.decision.panel import Panel
from handlers.decision.strategy.strategy import Strategy
from tests.fraudctl.backtest.conftest import Typed
from tests.handlers.strategies import strategy_of

MINUTE, BUCKET = 60_000, 300_000
T = 1_760_054_400_000
"""The beginning of a bucket."""
CARD = {"card": "metadata.card"}
READING = strategy_of({"when": "card.attempts_10m >= 1"}, {"when": "customer.attempts_10m >= 1"}, entities=CARD)
FILE = (
    "name: burst\nthresholds: {review: 0.4, decline: 0.8}\nentities: {card: metadata.card}\nrules:\n"
    "  - {code: burst, when: card.attempts_10m > 2, outcome: decline}\n"
)

paid = st.tuples(
    st.integers(0, 40 * MINUTE), st.sampled_from(["one", "two", None]), st.sampled_from(["C-1", "C-2", None])
)


def transaction(number: int, at: int, card: str | None, customer: str | None = None) -> Transaction:
    fields: dict[str, Any] = {"transaction_id": f"t-{number:05}", "timestamp": T + at}
    fields |= {"metadata": {"card": card}} if card else {}
    return payment_of(fields | ({"customer_id": customer} if customer else {})).transaction


def counted(strategy: Strategy, payments: Sequence[Transaction]) -> list[dict[str, int]]:
    decider = BatchDecider(Panel.of_one(strategy), for_later=False)
    counts = AttemptCounts(decider.attempted_kinds)
    return [dict(counts.add(decider.payment(each))) for each in payments]


@given(st.lists(paid, max_size=60).map(lambda each: sorted(each, key=lambda one: one[0])))
def test_attempts_are_what_a_count_by_hand_says(every: list[tuple[int, str | None, str | None]]) -> None:
    def by_hand(place: int, of: int) -> int:
        bucket = every[place][0] // BUCKET
        return sum(
            each[of] == every[place][of] and each[0] // BUCKET in (bucket, bucket - 1) for each in every[: place + 1]
        )

    expected = [
        {kind: by_hand(place, of) for kind, of in (("card", 1), ("customer", 2)) if every[place][of] is not None}
        for place in range(len(every))
    ]
    assert counted(READING, [transaction(number, *each) for number, each in enumerate(every)]) == expected


def test_only_what_a_rule_reads_is_counted() -> None:
    strategy = strategy_of({"when": "card.attempts_10m > 1"}, entities=CARD)
    assert counted(strategy, [transaction(0, 0, "one", "C-1"), transaction(1, 0, None, "C-1")]) == [{"card": 1}, {}]


def test_a_long_past_takes_no_more_memory_than_its_last_ten_minutes() -> None:
    decider = BatchDecider(Panel.of_one(READING), for_later=False)
    payments = [decider.payment(transaction(place, place * MINUTE, f"card-{place}")) for place in range(5_000)]
    counts = AttemptCounts(decider.attempted_kinds)
    tracemalloc.start()
    try:
        for each in payments:
            counts.add(each)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 100_000  # one payment's counts alone take more than 100 bytes, and other threads may hold some


@pytest.mark.parametrize(("attempts", "fired"), [(True, [0, 0, 1, 1, 1]), (False, [0] * 5)])
def test_a_burst_is_stopped_where_attempts_are_counted(attempts: bool, fired: list[int]) -> None:  # noqa: FBT001 -- a parameter
    """Payments that are decided in one run, of one card each second."""
    strategy = strategy_of({"when": "card.attempts_10m > 2", "outcome": "decline"}, entities=CARD)
    payments = [
        payment_of({"transaction_id": f"t-{place}", "timestamp": T + place * 1_000, "metadata": {"card": "one"}})
        for place in range(5)
    ]
    trial = Trial(strategy, label_delay=timedelta(), attempts=attempts)
    assert [len(each.fired) for each in trial.decide_all(payments)] == fired


def test_more_than_256_attempts_are_256() -> None:
    strategy = strategy_of({"when": "card.attempts_10m == 256"}, entities=CARD)
    payments = [
        payment_of({"transaction_id": f"t-{place:03}", "timestamp": T + place, "metadata": {"card": "one"}})
        for place in range(300)
    ]
    found = Trial(strategy, label_delay=None).decide_all(payments)
    assert [place for place, each in enumerate(found) if each.fired] == list(range(255, 300))


@pytest.fixture
def _burst(folder: Path) -> None:
    (folder / "burst.yaml").write_text(FILE)
    lines = [
        {"transaction_id": f"t-{place}", "timestamp": T + place, "metadata": {"card": "one"}, "label": "fraud"}
        for place in range(5)
    ]
    (folder / "past.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))


@pytest.mark.usefixtures("_burst")
def test_the_command_counts_them_unless_it_is_told_not_to(tried: Callable[..., Any]) -> None:
    counting = tried("burst.yaml", "--data", "past.jsonl")
    without = tried("burst.yaml", "--data", "past.jsonl", "--no-attempts")
    assert (counting["attempts"], counting["declines"]) == (True, 3)
    assert (without["attempts"], without["declines"]) == (False, 0)


@pytest.mark.usefixtures("_burst")
def test_a_person_is_told_what_counts_where_a_rule_reads_it(typed: Typed, folder: Path) -> None:
    (folder / "large.yaml").write_text(FILE.replace("card.attempts_10m > 2", "amount > 5"))
    assert "every payment counts as an attempt" in typed("burst.yaml", "--data", "past.jsonl")[1]
    assert "no payment counts as an attempt" in typed("burst.yaml", "--data", "past.jsonl", "--no-attempts")[1]
    assert "attempt" not in typed("large.yaml", "--data", "past.jsonl")[1]
