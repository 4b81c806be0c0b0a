"""A decision counts every attempt that was acknowledged before it, and none that was never sent."""

from dataclasses import replace
from typing import Any

import pytest

from chaos.ledger import Attempt, Ledger
from chaos.verdict.attempts import BUCKET, judge_attempts
from tests.chaos.example import SENT
from tests.chaos.test_decision_verdict import counted, decided

MINUTES = 20
"""The number of a bucket."""


def on_card(
    identity: str, attempts: int | None, at: tuple[float, float], *, bucket: int = MINUTES, **changes: Any
) -> Attempt:
    """Make an attempt on one card that was told how many there are."""
    fields = {**SENT, "transaction_id": identity, "timestamp": bucket * BUCKET + 7, "metadata": {"card_token": "T-9"}}
    return decided(None if attempts is None else counted(attempts), fields=fields, at=at, **changes)


def faults(*attempts: Attempt, dry_runs: tuple[Attempt, ...] = ()) -> list[tuple[str, str]]:
    """Return what is wrong with these attempts, by kind of fault and id."""
    ledger = Ledger()
    for each in attempts:
        ledger.add_attempt("kind", each)
    for each in dry_runs:
        ledger.add_dry_run("kind", each)
    return [(fault, identity) for fault, identity, _ in judge_attempts(ledger, "kind")]


FIRST = on_card("a", 1, (0, 1))


def test_attempts_one_after_the_other_are_counted() -> None:
    assert faults(FIRST, on_card("b", 2, (2, 3)), on_card("c", 3, (4, 5), bucket=MINUTES + 1)) == []


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        pytest.param(on_card("b", 1, (2, 3)), "undercounted", id="the first was acknowledged"),
        pytest.param(on_card("b", 1, (2, 3), bucket=MINUTES + 1), "undercounted", id="in the minutes before"),
        pytest.param(on_card("b", 3, (2, 3)), "wrong", id="a third was never sent"),
        pytest.param(on_card("b", 2, (2, 3), bucket=MINUTES + 2), "wrong", id="too long ago"),
        pytest.param(on_card("b", 2, (2, 3), bucket=MINUTES - 1), "wrong", id="not yet"),
    ],
)
def test_too_few_and_too_many_are_found(second: Attempt, fault: str) -> None:
    assert (fault, "b") in faults(FIRST, second)


def test_of_decisions_at_once_each_sees_one_more_in_whatever_order() -> None:
    at_once = [on_card(identity, attempts, (0, 9)) for identity, attempts in (("a", 3), ("b", 1), ("c", 2))]
    assert faults(*at_once) == []

    blind = [on_card(identity, attempts, (0, 9)) for identity, attempts in (("a", 2), ("b", 1), ("c", 2))]
    assert [fault for fault, _ in faults(*blind)] == ["undercounted"]


def test_what_failed_may_be_counted_and_what_was_refused_may_not() -> None:
    unheard = on_card("a", None, (0, 1), outcome="unknown", status=503)
    assert faults(unheard, on_card("b", 1, (2, 3))) == []
    assert faults(unheard, on_card("b", 2, (2, 3))) == []

    refused = on_card("a", None, (0, 1), outcome="refused", status=400)
    assert faults(refused, on_card("b", 2, (2, 3))) == [("wrong", "b")]


def test_what_says_that_it_could_not_count_all_may_count_fewer_and_is_not_relied_on() -> None:
    blind = on_card("b", 1, (2, 3))
    blind = replace(blind, told=replace(counted(1), degraded=("attempts",)))

    assert faults(FIRST, blind, on_card("c", 2, (4, 5))) == []
    assert faults(FIRST, blind, on_card("c", 3, (4, 5))) == []
    assert faults(FIRST, replace(blind, told=counted(1))) != []


def test_a_repeat_tells_what_was_counted_for_the_first_answer() -> None:
    assert faults(FIRST, on_card("b", 2, (2, 3)), on_card("a", 1, (4, 5), outcome="repeated")) == []


def test_a_dry_run_counts_itself_and_is_counted_by_nobody() -> None:
    tried = on_card("b", 2, (2, 3))
    dry_run = replace(tried, route="dry run")

    assert faults(FIRST, dry_runs=(dry_run,)) == []
    assert faults(FIRST, on_card("c", 3, (4, 5)), dry_runs=(dry_run,)) == [("wrong", "c")]
