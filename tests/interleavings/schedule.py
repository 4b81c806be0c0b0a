"""A search of every order in which functions that run at the same time can make their calls to AWS.

A function runs in a greenlet of its own, which stops before every call until it is told to go on; so exactly one runs
at any time, and the order of the calls is the schedule. Nothing is stored between two schedules: each starts afresh
with the first decisions of the last one and another decision after them (stateless search, as in Loom).
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from weakref import WeakKeyDictionary

from greenlet import getcurrent, greenlet

FaultKind = Literal["crash", "lost answer"]


class Crash(BaseException):
    """Raised when a function dies right after a call took effect."""


class LostAnswer(Exception):
    """Raised when a call took effect and its response was lost."""


@dataclass(frozen=True)
class InjectedFault:
    """A fault of an actor right after its call of this number, counted from 1."""

    actor: int
    call: int
    trouble: FaultKind


@dataclass
class Actor:
    """One invocation of a function; `steps` are the positions of its calls in the schedule."""

    number: int
    work: Callable[[], Any]
    result: Any = None
    error: BaseException | None = None
    steps: list[int] = field(default_factory=list)
    waiting: bool = False
    """True if it can go on only after another has."""

    def __post_init__(self) -> None:
        self._search = getcurrent()
        self._track = greenlet(self._work, self._search)
        _actors[self._track] = self

    @property
    def done(self) -> bool:
        """Return whether it has ended."""
        return bool(self._track.dead)

    def go_on(self) -> None:
        """Start, or make the call before which the actor waits; run to the next one."""
        self._track.switch()

    def stop_before_call(self) -> None:
        """Wait, in the actor's own track, until it is this actor's turn."""
        self._search.switch()

    def _work(self) -> None:
        try:
            self.result = self.work()
        except BaseException as error:  # noqa: BLE001 -- whatever it is, the check judges it
            self.error = error


_actors: WeakKeyDictionary[greenlet, Actor] = WeakKeyDictionary()


@dataclass
class ScheduledRun:
    """One schedule: the actors of its calls, in order, and the fault if one struck."""

    actors: Sequence[Actor]
    order: list[int] = field(default_factory=list)
    fault: InjectedFault | None = None
    struck: bool = False

    def call(self, make: Callable[[], Any]) -> Any:
        """Make a call of the present actor when its turn comes; outside of any actor, at once."""
        actor = _actors.get(getcurrent())
        if actor is None:
            return make()
        if self.struck and self.fault and (self.fault.actor, self.fault.trouble) == (actor.number, "crash"):
            raise Crash  # the dead make no calls while they unwind
        actor.stop_before_call()
        actor.steps.append(len(self.order))
        self.order.append(actor.number)
        try:
            return make()
        finally:
            if self.fault and (actor.number, len(actor.steps)) == (self.fault.actor, self.fault.call):
                self.struck = True
                raise Crash if self.fault.trouble == "crash" else LostAnswer

    def wait(self) -> None:
        """Let the present actor go on only after another has: it needs something that another holds."""
        actor = _actors[getcurrent()]
        actor.waiting = True
        actor.stop_before_call()

    def overlap(self, one: int, other: int) -> bool:
        """Return whether neither of two actors made all its calls before the other's first."""
        ours, theirs = self.actors[one].steps, self.actors[other].steps
        return bool(ours and theirs) and not (ours[-1] < theirs[0] or theirs[-1] < ours[0])

    def __str__(self) -> str:
        return f"order {self.order}, {self.fault or 'no fault'}"


Choice = Callable[[list[int]], int]
Start = Callable[[ScheduledRun], Sequence[Callable[[], Any]]]
"""Builds a new world whose calls go through the run, and returns the work of each actor."""


def every_order(start: Start, fault: InjectedFault | None = None) -> Iterator[ScheduledRun]:
    """Yield a finished run for each order of the calls."""
    prefix: list[int] = []
    while True:
        choices: list[tuple[int, int]] = []  # which of how many that could go on

        def choose(able: list[int], prefix: list[int] = prefix, choices: list[tuple[int, int]] = choices) -> int:
            choice = prefix[len(choices)] if len(choices) < len(prefix) else 0
            choices.append((choice, len(able)))
            return able[choice]

        yield _run(start, choose, fault)
        while choices and choices[-1][0] + 1 == choices[-1][1]:
            choices.pop()
        if not choices:
            return
        prefix = [choice for choice, _ in choices[:-1]] + [choices[-1][0] + 1]


def every_order_and_fault(
    start: Start, troubles: Sequence[FaultKind] = ("crash", "lost answer")
) -> Iterator[ScheduledRun]:
    """Yield every order without a fault, then every order with each fault after each call."""
    calls: Counter[int] = Counter()  # the most that each actor makes before anything strikes it
    for run in every_order(start):
        calls |= Counter({actor.number: len(actor.steps) for actor in run.actors})
        yield run
    for trouble in troubles:
        for actor, most in calls.items():
            for call in range(1, most + 1):
                yield from (run for run in every_order(start, InjectedFault(actor, call, trouble)) if run.struck)


def random_orders(start: Start, count: int, seed: int) -> Iterator[ScheduledRun]:
    """Yield so many runs in random order, half of them with a fault; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    for number in range(count):
        fault = None
        if number % 2:
            trouble: FaultKind = chance.choice(("crash", "lost answer"))
            fault = InjectedFault(chance.randrange(3), chance.randint(1, 4), trouble)
        yield _run(start, chance.choice, fault)


def _run(start: Start, choose: Choice, fault: InjectedFault | None) -> ScheduledRun:
    run = ScheduledRun(actors=[], fault=fault)
    run.actors = [Actor(number, work) for number, work in enumerate(start(run))]
    for actor in run.actors:
        actor.go_on()
    while not all(actor.done for actor in run.actors):
        able = [actor.number for actor in run.actors if not actor.done and not actor.waiting]
        assert able, "each waits for another"
        chosen = run.actors[choose(able)]
        chosen.go_on()
        for other in run.actors:
            other.waiting = other.waiting and other is chosen
    return run
