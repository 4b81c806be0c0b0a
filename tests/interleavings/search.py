"""A search of every order in which functions that run at the same time can make their calls to AWS.

No state is stored between two schedules: each starts afresh with the first decisions of the last one and another
decision after them (stateless search, as in Loom). What functions do by the answers that they get is recorded.

Two calls next to each other that touch nothing in common come to the same in either order: functions share nothing but
AWS. Of the orders that differ by such swaps alone one is tried. An actor that could have gone on sleeps until another
does something that its next call could notice (sleep sets, Godefroid 1996). A call of which nobody says what it touches
is never swapped.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tests.interleavings.actor import Actor, FaultKind, InjectedFault
from tests.interleavings.footprint import conflict
from tests.interleavings.recordings import Recordings
from tests.interleavings.schedule import ScheduledRun

Start = Callable[[ScheduledRun], Sequence[Callable[[], Any]]]
"""Builds a new world whose calls go through the run, and returns the work of each actor."""

Troubles = Callable[[ScheduledRun, Actor], Sequence[FaultKind | None]]
"""Returns what may strike right after an actor's next call; None stands for nothing."""


def every_order(start: Start, fault: InjectedFault | None = None) -> Iterator[ScheduledRun]:
    """Yield a finished run for each order of the calls, with one fault wherever it can strike."""
    return _search(start, lambda _, actor: [_planned(fault, actor)])


def every_order_and_fault(
    start: Start, troubles: Sequence[FaultKind] = ("crash", "lost answer")
) -> Iterator[ScheduledRun]:
    """Yield a finished run for each order without a fault, and for each order with each fault after each call."""
    return _search(start, lambda run, actor: [None, *(troubles if actor.at_call and not run.struck else ())])


def random_orders(start: Start, count: int, seed: int) -> Iterator[ScheduledRun]:
    """Yield so many runs in random order, half of them with a fault; the same for the same seed."""
    chance, recordings = random.Random(seed), Recordings()  # noqa: S311 -- no secret
    for number in range(count):
        fault = None
        if number % 2:
            trouble: FaultKind = chance.choice(("crash", "lost answer"))
            fault = InjectedFault(chance.randrange(3), chance.randint(1, 4), trouble)
        run = ScheduledRun(recordings=recordings)
        run.begin(start(run))
        while able := run.able():
            actor = chance.choice(able)
            run.go_on(actor, _planned(fault, actor))
        yield run


def _search(start: Start, troubles: Troubles) -> Iterator[ScheduledRun]:
    prefix: list[int] = []
    recordings = Recordings()
    while True:
        taken: list[tuple[int, int]] = []  # which of how many steps
        run, asleep = ScheduledRun(recordings=recordings), set[int]()
        run.begin(start(run))
        while able := run.able():
            steps = [(each, trouble) for each in able if each.number not in asleep for trouble in troubles(run, each)]
            if not steps:  # whatever comes now, another run has come to
                run.abandon()
                break
            taken.append((prefix[len(taken)] if len(taken) < len(prefix) else 0, len(steps)))
            actor, trouble = steps[taken[-1][0]]
            tried = {each.number for each in able if each.number < actor.number}
            asleep = {each for each in asleep | tried if not conflict(run.actors[each].next_call, actor.next_call)}
            run.go_on(actor, trouble)
        else:
            yield run
        while taken and taken[-1][0] + 1 == taken[-1][1]:
            taken.pop()
        if not taken:
            return
        prefix = [step for step, _ in taken[:-1]] + [taken[-1][0] + 1]


def _planned(fault: InjectedFault | None, actor: Actor) -> FaultKind | None:
    """Return the trouble that is to strike an actor right after its next call."""
    if fault and actor.at_call and (fault.actor, fault.call) == (actor.number, len(actor.steps) + 1):
        return fault.trouble
    return None
