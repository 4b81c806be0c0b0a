"""Examples of fraud, found in the simulation: what is seen of one customer or terminal, as a table with bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from simulation import LEGITIMATE, LabelledTransaction, World, simulate_world

SEED, CUSTOMERS, SHOPS, LOOKED_AT = 4, 120, 240, 12_000
BEFORE, MOST = 4, 12
"""Honest payments shown before the fraud, and rows at most."""

WIDEST = 16
"""Blocks of the longest bar."""

MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True, kw_only=True)
class Example:
    """A kind of fraud in a world, as seen of one customer, or of one shop."""

    label: str
    world: str
    of_shop: bool = False
    least: int = 3  # frauds

    def subject(self, payment: LabelledTransaction) -> str:
        """Return whose payments are shown together."""
        return (payment.terminal_id or payment.merchant) if self.of_shop else payment.customer_id


def rows_of(example: Example) -> Iterator[Sequence[str]]:
    """Yield the rows of the first episode that is long enough.

    Raises:
        LookupError: there is none.
    """
    payments = _episode(example)
    first = next(each for each in payments if each.label != LEGITIMATE)
    largest = max(each.amount for each in payments)
    devices = {_device(each) for each in payments if each.label == LEGITIMATE}
    for each in payments:
        bar = "█" * max(1, round(each.amount / largest * WIDEST))
        device = "" if _device(each) is None else "own device" if _device(each) in devices else "other device"
        yield (
            _time((each.timestamp - first.timestamp) // 1000),
            each.customer_id if example.of_shop else each.merchant,
            f"{each.amount} {each.currency or ''}".strip(),
            bar,
            *([device] if device else []),
            "" if each.label == LEGITIMATE else "fraud",
        )


@cache
def _run(world: str) -> Sequence[LabelledTransaction]:
    settings = World(seed=SEED, name=world, customers=CUSTOMERS, terminals=SHOPS)
    return list(simulate_world(settings, count=LOOKED_AT))


def _episode(example: Example) -> Sequence[LabelledTransaction]:
    run = _run(example.world)
    for first in (each for each in run if each.label == example.label):
        of_subject = [each for each in run if example.subject(each) == example.subject(first)]
        begin = of_subject.index(first)
        before, episode = of_subject[max(0, begin - BEFORE) : begin], of_subject[begin : begin + MOST - BEFORE]
        known = len(before) == BEFORE and all(each.label == LEGITIMATE for each in before)
        if known and sum(each.label == example.label for each in episode) >= example.least:
            return [*before, *episode]
    raise LookupError(f"no episode of {example.label} in {example.world} is long enough to be shown")


def _device(payment: LabelledTransaction) -> str | None:
    return (payment.metadata or {}).get("device_id")


def _time(seconds: int) -> str:
    sign, seconds = ("-" if seconds < 0 else "+"), abs(seconds)
    if seconds >= 2 * DAY:
        return f"{sign}{seconds // DAY} days"
    if seconds >= 2 * HOUR:
        return f"{sign}{seconds // HOUR} h"
    if seconds >= 2 * MINUTE:
        return f"{sign}{seconds // MINUTE} min"
    return f"{sign}{seconds} s" if seconds else "0"
