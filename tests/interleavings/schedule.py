"""Functions that run at the same time, each of which goes on when it is told to: one schedule of their calls to AWS.

Exactly one of them runs at any time, so the order of the calls is the schedule.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.interleavings.actor import Actor, Conflicted, Crash, FaultKind, InjectedFault, LostAnswer, present_actor
from tests.interleavings.footprint import Footprint, conflict
from tests.interleavings.recordings import Recordings


@dataclass
class ScheduledRun:
    """One schedule: the actors of its calls, in order, and the fault if one struck."""

    actors: Sequence[Actor] = ()
    order: list[int] = field(default_factory=list)
    footprints: list[Footprint | None] = field(default_factory=list)
    """Of the calls, in order."""
    fault: InjectedFault | None = None
    recordings: Recordings = field(default_factory=Recordings)
    """Of its invocations, and those of the other runs of its search."""

    @property
    def struck(self) -> bool:
        """Return whether a fault struck."""
        return self.fault is not None

    def begin(self, works: Sequence[Callable[[], Any]]) -> None:
        """Start the actors; each runs to its first call."""
        self.actors = [Actor(number, work) for number, work in enumerate(works)]
        for actor in self.actors:
            actor.go_on()

    def able(self) -> list[Actor]:
        """Return the actors that can go on; none if all have ended."""
        going = [each for each in self.actors if not each.done]
        able = [each for each in going if not each.waiting]
        assert able or not going, "each waits for another"
        return able

    def go_on(self, actor: Actor, trouble: FaultKind | None) -> None:
        """Let an actor make its next call, after which the trouble strikes, if there is one."""
        actor.go_on(trouble)
        for other in self.actors:
            other.waiting = other.waiting and other is actor

    def abandon(self) -> None:
        """End the actors where they stand."""
        for actor in self.actors:
            if not actor.done:
                actor.end()

    def call(self, make: Callable[[], Any], footprint: Footprint | None = None, *, may_conflict: bool = False) -> Any:
        """Make a call of the present actor when its turn comes; outside of any actor, at once."""
        actor = present_actor()
        if actor is None:
            return make()
        if actor.crashed:
            raise Crash  # the dead make no calls while they unwind
        actor.stop(footprint, at_call=True)
        actor.steps.append(len(self.order))
        self.order.append(actor.number)
        self.footprints.append(footprint)
        if actor.trouble == "conflict":
            if may_conflict:
                self.fault = InjectedFault(actor.number, len(actor.steps), "conflict")
                raise Conflicted
            actor.trouble = None
        try:
            return make()
        finally:
            if actor.trouble:
                self.fault = InjectedFault(actor.number, len(actor.steps), actor.trouble)
                actor.crashed = actor.trouble == "crash"
                raise Crash if actor.crashed else LostAnswer

    def wait(self) -> None:
        """Let the present actor go on only after another has: it needs something that another holds."""
        actor = present_actor()
        assert actor, "nobody else could go on"
        actor.waiting = True
        actor.stop(None, at_call=False)

    def overlap(self, one: int, other: int) -> bool:
        """Return whether no order that comes to the same has all calls of one actor before the other's first."""
        return self._leads_to(one, other) and self._leads_to(other, one)

    def _leads_to(self, one: int, other: int) -> bool:
        """Return whether a call of one actor has to come before one of the other's, perhaps by way of a third."""
        led: list[int] = []
        for step, actor in enumerate(self.order):
            if actor == one or any(
                self.order[each] == actor or conflict(self.footprints[each], self.footprints[step]) for each in led
            ):
                led.append(step)
        return any(self.order[step] == other for step in led)

    def __str__(self) -> str:
        return f"order {self.order}, {self.fault or 'no fault'}"
