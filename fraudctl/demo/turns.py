"""The order in which a sample is sent: each payment once those before it are known of its customer and its terminal.

A day of payments is sent within half a minute, so that the half second in which a payment comes to the profiles would
be twenty minutes. Hardly anybody pays again so soon: without the wait a decision would lack what it has in a real day.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice

from fraudctl.demo.score_wait import Clock
from simulation import LabelledTransaction

AHEAD = 48
"""Payments among which one that need not wait is looked for; one call asks after all that they wait for."""

PATIENCE = 10.0
"""Seconds without a further score after which none waits any more: what is missing is found at the end."""

ASK_INTERVAL = 0.1
"""Seconds between two questions after scores."""

Numbered = tuple[int, LabelledTransaction]


class Turns:
    """The payments that were sent and are not scored, by customer and by terminal."""

    def __init__(self, scored: Callable[[Collection[str]], Collection[str]], clock: Clock | None = None) -> None:
        """Begin with none; `scored` returns those of some ids that have a score."""
        self._scored = scored
        self._clock = clock or Clock()
        self._unscored: dict[str, str] = {}
        self._patient = True

    def of(self, payments: Iterable[Numbered]) -> Iterator[Numbered]:
        """Yield payments in order, but that one which has to wait lets others go ahead."""
        rest, held = iter(payments), list[Numbered]()
        changed = self._clock.now()
        while window := [*held, *islice(rest, AHEAD - len(held))]:
            held, awaited = [], set[str]()
            for number, payment in window:
                own = _entities_of(payment)
                if not self._patient or (awaited.isdisjoint(own) and self._unscored.keys().isdisjoint(own)):
                    self._unscored.update(dict.fromkeys(own, payment.transaction_id))
                    changed = self._clock.now()
                    yield number, payment
                else:
                    held.append((number, payment))
                    awaited |= own
            if not held:
                continue
            if self._forget_scored(awaited):
                changed = self._clock.now()
                continue
            self._patient = self._clock.now() - changed < PATIENCE
            if self._patient:
                self._clock.wait(ASK_INTERVAL)

    def _forget_scored(self, awaited: Collection[str]) -> bool:
        """Forget the payments of these entities that are scored by now; return whether there is one."""
        scored = set(self._scored({self._unscored[each] for each in awaited if each in self._unscored}))
        self._unscored = {entity: payment for entity, payment in self._unscored.items() if payment not in scored}
        return bool(scored)


def _entities_of(payment: LabelledTransaction) -> set[str]:
    """Return the names of the customer and the terminal; no customer is called as a terminal is."""
    terminals = () if payment.terminal_id is None else (f"terminal {payment.terminal_id}",)
    return {f"customer {payment.customer_id}", *terminals}
