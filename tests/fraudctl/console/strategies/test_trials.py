"""Backtests of drafts run one after the other, say how far they are, and show what comes of them."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from fraudctl.backtest.backtest import Backtest
from fraudctl.backtest.payment import NumberedPayment, PastPayment
from fraudctl.console.strategies.draft import days_of
from fraudctl.console.strategies.trial_view import shown_trial
from fraudctl.console.strategies.trials import KEPT, DraftTrial, DraftTrials
from fraudctl.errors import CommandError
from handlers.contract.transaction import Transaction
from tests.handlers.strategies import strategy_of
from tests.pipeline.waiting import becomes_true

ACTIVE = strategy_of({"code": "large", "when": "amount > 1000", "outcome": "review"})
DRAFT = strategy_of({"code": "larger", "when": "amount > 100", "outcome": "review"}, name="draft")


def payments() -> list[NumberedPayment]:
    """Return three payments, of 50, 500 and 5,000, of which the middle one is a fraud."""
    return [
        (
            number,
            PastPayment(
                transaction=Transaction(
                    transaction_id=f"p{number}", timestamp=number, amount=Decimal(amount), merchant="Shop"
                ),
                label=label,
            ),
        )
        for number, (amount, label) in enumerate([(50, ""), (500, "fraud"), (5000, "legitimate")])
    ]


def tried(trial: DraftTrial | None = None) -> Backtest:
    backtest = Backtest(DRAFT, against=ACTIVE, label_delay=timedelta(days=7))
    backtest.run(payments(), progress=trial.progress if trial else lambda _done, _of: None)
    return backtest


def test_the_result_has_both_strategies_and_names_what_only_one_alerts() -> None:
    shown = shown_trial(tried())

    figures = {said: (own, other) for said, own, other in shown.figures}
    assert (figures["alerts"], figures["recall"]) == (("2", "1"), ("100.0 %", "0.0 %"))
    assert shown.differences[0] == ("frauds that only the draft alerts", 1, ["p1"])
    assert [(rule.code, rule.fired) for rule in shown.rules] == [("larger", "2")]


def test_a_trial_says_how_far_it_is_and_keeps_its_result() -> None:
    trials = DraftTrials()
    trial = trials.begin("draft", 7, tried)

    assert becomes_true(lambda: trial.is_over)
    assert trial.error is None
    assert (trial.decided, trial.of, trials.find(str(trial.number))) == (3, 3, trial)


def test_a_trial_that_fails_keeps_its_error_and_the_next_one_runs() -> None:
    trials = DraftTrials()

    def fails(_: DraftTrial) -> Backtest:
        raise CommandError("the table is out")

    first, second = trials.begin("draft", 7, fails), trials.begin("draft", 7, tried)

    assert becomes_true(lambda: first.is_over and second.is_over)
    assert (str(first.error), second.error) == ("the table is out", None)


def test_a_trial_waits_for_the_one_before_it() -> None:
    trials, has_begun, may_end = DraftTrials(), threading.Event(), threading.Event()

    def waits(trial: DraftTrial) -> Backtest:
        has_begun.set()
        may_end.wait(30)
        return tried(trial)

    first = trials.begin("draft", 7, waits)
    assert has_begun.wait(30)
    second = trials.begin("draft", 7, tried)
    assert not second.is_over
    may_end.set()

    assert becomes_true(lambda: first.is_over and second.is_over)


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "²", "999"])
def test_a_trial_that_is_not_kept_is_not_found(number: str) -> None:
    assert DraftTrials().find(number) is None


def test_the_oldest_trial_is_forgotten() -> None:
    trials = DraftTrials()
    begun = [trials.begin("draft", 7, tried) for _ in range(KEPT + 1)]

    assert trials.find(str(begun[0].number)) is None
    assert trials.find(str(begun[1].number)) is begun[1]


@pytest.mark.parametrize("written", ["", "0", "91", "7d", "-3", "1e1", "٣"])
def test_days_that_no_backtest_can_be_of_are_refused(written: str) -> None:
    with pytest.raises(CommandError, match="from 1 to 90"):
        days_of(written)
