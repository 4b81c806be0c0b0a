"""Every order in which functions that run at once can make their calls to AWS, tried one after the other.

A function runs in a thread of its own, which stops before every call until it is told to go on; so exactly one thread
runs at any time, and the order of the calls is the schedule. Nothing is stored between two schedules: each starts
afresh with the first decisions of the last one and another decision after them (stateless search, as in Loom).
"""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Trouble = Literal["crash", "lost answer"]
PATIENCE = 30.0
"""Seconds for a thread to reach its next call: it is stuck, not slow, beyond them."""


class Crash(BaseException):
    """Raised where a function dies right after a call took effect."""


class LostAnswer(Exception):
    """Raised where a call took effect and its answer never came."""


@dataclass(frozen=True)
class Fault:
    """What happens to an actor right after its call of this number, counted from 1."""

    actor: int
    call: int
    trouble: Trouble


def _held() -> threading.Lock:
    """Return a lock that one thread releases for another: a semaphore at a tenth of the time."""
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass
class Actor:
    """One function at work on one event; `steps` are the places of its calls in the schedule."""

    number: int
    work: Callable[[], Any]
    result: Any = None
    error: BaseException | None = None
    done: bool = False
    steps: list[int] = field(default_factory=list)
    _go: threading.Lock = field(default_factory=_held)
    _stopped: threading.Lock = field(default_factory=_held)

    def start(self) -> None:
        """Run to the first call."""
        threading.Thread(target=self._run, daemon=True).start()
        self._await()

    def go_on(self) -> None:
        """Make the call at which the actor stands, and run to the next one."""
        self._go.release()
        self._await()

    def stop_before_call(self) -> None:
        """Wait, in the actor's thread, until it is this actor's turn."""
        self._stopped.release()
        self._go.acquire()

    def _await(self) -> None:
        assert self._stopped.acquire(timeout=PATIENCE), "a function neither calls AWS nor ends"

    def _run(self) -> None:
        _present.actor = self
        try:
            self.result = self.work()
        except BaseException as error:  # noqa: BLE001 -- whatever it is, the check judges it
            self.error = error
        self.done = True
        self._stopped.release()


_present = threading.local()


@dataclass
class Run:
    """One schedule: who made the calls, in order, and which fault struck if one did."""

    actors: Sequence[Actor]
    order: list[int] = field(default_factory=list)
    fault: Fault | None = None
    struck: bool = False

    def call(self, make: Callable[[], Any]) -> Any:
        """Make a call of the present thread's actor when its turn comes; outside of any actor, at once."""
        actor: Actor | None = getattr(_present, "actor", None)
        if actor is None:
            return make()
        actor.stop_before_call()
        actor.steps.append(len(self.order))
        self.order.append(actor.number)
        try:
            return make()
        finally:
            if self.fault and (actor.number, len(actor.steps)) == (self.fault.actor, self.fault.call):
                self.struck = True
                raise Crash if self.fault.trouble == "crash" else LostAnswer

    def overlap(self, one: int, other: int) -> bool:
        """Return whether neither of two actors made all its calls before the other's first."""
        ours, theirs = self.actors[one].steps, self.actors[other].steps
        return bool(ours and theirs) and not (ours[-1] < theirs[0] or theirs[-1] < ours[0])

    def __str__(self) -> str:
        return f"order {self.order}, {self.fault or 'no fault'}"


Choice = Callable[[list[int]], int]
Start = Callable[[Run], Sequence[Callable[[], Any]]]
"""Builds a fresh world whose calls go through the run, and returns what is to run at once in it."""


def every_order(start: Start, fault: Fault | None = None) -> Iterator[Run]:
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


def every_order_and_fault(start: Start, troubles: Sequence[Trouble] = ("crash", "lost answer")) -> Iterator[Run]:
    """Yield every order without a fault, then every order with each fault after each call."""
    actors = 0
    for run in every_order(start):
        actors = len(run.actors)
        yield run
    for trouble in troubles:
        for actor in range(actors):
            call, struck = 1, True
            while struck:
                struck = False
                for run in every_order(start, Fault(actor, call, trouble)):
                    if run.struck:
                        struck = True
                        yield run
                call += 1


def random_orders(start: Start, count: int, seed: int) -> Iterator[Run]:
    """Yield so many runs in random order, half of them with a fault; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    for number in range(count):
        fault = None
        if number % 2:
            trouble: Trouble = chance.choice(("crash", "lost answer"))
            fault = Fault(chance.randrange(3), chance.randint(1, 4), trouble)
        yield _run(start, chance.choice, fault)


def _run(start: Start, choose: Choice, fault: Fault | None) -> Run:
    run = Run(actors=[], fault=fault)
    run.actors = [Actor(number, work) for number, work in enumerate(start(run))]
    for actor in run.actors:
        actor.start()
    while able := [actor.number for actor in run.actors if not actor.done]:
        run.actors[choose(able)].go_on()
    return run
