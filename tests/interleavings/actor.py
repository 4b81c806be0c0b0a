"""A function that runs at the same time as others: in a greenlet, which stops before every call until it may go on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from weakref import WeakKeyDictionary

from greenlet import getcurrent, greenlet

from tests.interleavings.footprint import Footprint

FaultKind = Literal["crash", "lost answer", "conflict"]


class Crash(BaseException):
    """Raised when a function dies right after a call took effect."""


class LostAnswer(Exception):
    """Raised when a call took effect and its response was lost."""


class Conflicted(Exception):
    """Raised when a call took no effect, since a transaction that is under way holds what it writes."""


@dataclass(frozen=True)
class InjectedFault:
    """A fault of an actor right after its call of this number, counted from 1; a conflict, in its place."""

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
    at_call: bool = False
    """True if it stands before a call."""
    next_call: Footprint | None = None
    """Of the call before which it stands, if that is known."""
    crashed: bool = False
    trouble: FaultKind | None = None
    """It strikes right after the present call."""

    def __post_init__(self) -> None:
        self._search = getcurrent()
        self._track = greenlet(self._work, self._search)
        _actors[self._track] = self

    @property
    def done(self) -> bool:
        """Return whether it has ended."""
        return bool(self._track.dead)

    def go_on(self, trouble: FaultKind | None = None) -> None:
        """Start, or make the call before which the actor stands, after which the trouble strikes; run to the next."""
        self.trouble = trouble
        self._track.switch()

    def stop(self, footprint: Footprint | None, *, at_call: bool) -> None:
        """Wait, in the actor's own track, until it is this actor's turn."""
        self.next_call, self.at_call = footprint, at_call
        self._search.switch()

    def end(self) -> None:
        """Die where it stands."""
        self.crashed = True
        self._track.throw(Crash)

    def _work(self) -> None:
        try:
            self.result = self.work()
        except BaseException as error:  # noqa: BLE001 -- whatever it is, the check judges it
            self.error = error


_actors: WeakKeyDictionary[greenlet, Actor] = WeakKeyDictionary()


def present_actor() -> Actor | None:
    """Return the actor in whose track this runs; None outside of any."""
    return _actors.get(getcurrent())
