"""A training as it is asked for: of payments, with a strategy to begin from and one to compare with."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from rich.progress import Progress

from fraudctl.backtest.backtest import without_collector
from fraudctl.backtest.columns import Columns
from fraudctl.backtest.counted_time import CountedTime
from fraudctl.backtest.given_payments import payments_of_file, payments_of_stack
from fraudctl.backtest.payment import NumberedPayment
from fraudctl.backtest.review_cost import ReviewCost
from fraudctl.client.reading import LineReader
from fraudctl.stacks.target import Target
from fraudctl.terminal.times import format_iso, parse_duration
from fraudctl.train.command_line import typed
from fraudctl.train.held_out import HeldOut
from fraudctl.train.phases import HELD_OUT, Phases
from fraudctl.train.read_payments import ReadPayments, described
from fraudctl.train.report import Report
from fraudctl.train.run import run
from handlers.decision.strategy.strategy import Strategy

NAME = "trained"
"""The name of the strategy that is made."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request for a training."""

    base: Strategy
    """The strategy whose entities, currencies, and rules that approve or decline, are kept."""
    against: Strategy
    label_delay: timedelta
    attempts: bool
    review_cost: ReviewCost
    time: CountedTime | None
    """The time of a stack's payments that count; None of a file, of which all do."""
    data: Mapping[str, Any]
    """A name and a digest of what is read."""
    command: str
    """The command line that asks for it."""
    payments: Callable[[Progress], AbstractContextManager[Iterable[NumberedPayment]]]
    """Opens what is read."""

    def answer(self, read: ReadPayments, progress: Progress) -> Report:
        """Train, and try the strategy on the time that was held out.

        Raises:
            TooFewLabels: no model can be made of the payments; says how many there are and how many are needed.
            CommandError: the training failed, or the disk is full.
        """
        phases, first = Phases(progress), self.time.first if self.time else 0
        read.progress = phases.count
        with without_collector(), self.payments(progress) as lines:
            made = run(
                read.noted(lines, first),
                self.base,
                name=NAME,
                label_delay=self.label_delay,
                say=phases.begin,
                count=phases.count,
                kept=read,
                first=first,
                data=self.data,
            )
            held_out = HeldOut(
                made.judged,
                self.against,
                since=made.held_out_since,
                label_delay=self.label_delay,
                attempts=self.attempts,
                review_cost=self.review_cost,
            )
            phases.begin(HELD_OUT)
            held_out.run(read)
            phases.end()
        return Report(
            training=made,
            held_out=held_out,
            read=read,
            label_delay=self.label_delay,
            time=self.time,
            command=self.command,
        )


def asked_by(
    options: Mapping[str, Any], *, base: Strategy, against: Strategy, lines: LineReader | None = None
) -> Asked:
    """Return the training that the options of the command line ask for.

    Raises:
        CommandError: one has no meaning, or there is no such stack.
    """
    delay, data = parse_duration(options["label_delay"]), options["data"]
    columns, costs = Columns(options["column"] or ()), ReviewCost(options["review_cost"] or ())
    target = Target.find(options["stack"]) if data is None else None
    time = _time(target, options).labelled_after(delay) if target else None
    return Asked(
        base=base,
        against=against,
        label_delay=delay,
        attempts=not options["no_attempts"],
        review_cost=costs,
        time=time,
        data=described(data, target.stack if target else None),
        command=typed({**options, **_told(time)}),
        payments=(
            partial(payments_of_stack, target, time)
            if target and time
            else partial(payments_of_file, data, columns, read=lines)
        ),
    )


def _told(time: CountedTime | None) -> dict[str, str]:
    """Return the options of a time that mean the same tomorrow."""
    return {"since": format_iso(time.since), "until": format_iso(time.until)} if time else {}


def _time(target: Target, options: Mapping[str, Any]) -> CountedTime:
    return CountedTime.parse(target.stack, options["since"], options["until"], datetime.now(UTC))
