"""A draft of a strategy: read, tried on the last days of a stack, and made its shadow."""

from datetime import timedelta
from functools import partial

from fraudctl.backtest.backtest import Backtest
from fraudctl.backtest.counted_time import CountedTime
from fraudctl.backtest.stack_payments import StackPayments
from fraudctl.console.context import Console
from fraudctl.console.strategies.checked_draft import NAME
from fraudctl.console.strategies.trials import DraftTrial, trials_of
from fraudctl.errors import CommandError
from fraudctl.rollout.moves import deploy
from fraudctl.rollout.named import named_strategy
from fraudctl.rollout.neighbours import require_fit
from fraudctl.rollout.table.change import Change
from fraudctl.rollout.table.session import Session
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.rollout.written import require_note
from fraudctl.strategy.checked import check_text
from fraudctl.strategy.results import ExampleResults, run_examples
from handlers.decision.strategy.pointers import ACTIVE, SHADOW
from handlers.decision.strategy.strategy import Strategy

LABEL_DELAY = timedelta(days=7)
"""Payments younger than that may still be labelled: the trial says how many there are."""

MOST_DAYS = 90


def session_of(console: Console) -> Session:
    """Return the session in which strategies are read and changed, in the caller's name."""
    return Session(console.target, DeployedStrategies.of(console.target))


def active_strategy(console: Console) -> Strategy:
    """Return the strategy that decides now, with the stack's thresholds.

    Raises:
        CommandError: it cannot be read.
    """
    return named_strategy(session_of(console), ACTIVE).strategy


def read_draft(text: str) -> ExampleResults:
    """Return what a text holds, all that is wrong with it, and the result of its examples."""
    return run_examples(check_text(text, NAME))


def days_of(written: str) -> int:
    """Return the number of days that a person wrote.

    Raises:
        CommandError: it is none that a backtest can be of.
    """
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= MOST_DAYS):
        raise CommandError(f"give the days of the backtest as a whole number from 1 to {MOST_DAYS}")
    return int(written)


def begin_trial(console: Console, made: Strategy, days: int) -> DraftTrial:
    """Begin to try a strategy on the last days of the stack, beside the active one."""
    return trials_of(console).begin(f"{made.name} ({made.digest[:12]})", days, partial(_try, console, made, days))


def make_shadow(console: Console, made: Strategy, note: str) -> Change:
    """Make a strategy the shadow, which decides beside the active one and changes nothing.

    Raises:
        CommandError: it is that already, cannot be beside the others, or somebody else was faster.
    """
    require_note(note, force=False)
    session = session_of(console)
    read = session.table.pointers()
    move = deploy(read, made.digest, SHADOW)
    require_fit(session.table, read, made, SHADOW)
    return session.make(move, made, note=note or None)


def _try(console: Console, made: Strategy, days: int, trial: DraftTrial) -> Backtest:
    target = console.target
    time = CountedTime.parse(target.stack, f"{days}d", None, console.now())
    backtest = Backtest(made, against=active_strategy(console), label_delay=LABEL_DELAY, time=time)
    backtest.run(StackPayments(target, time, looked=trial.looked), progress=trial.progress)
    return backtest
