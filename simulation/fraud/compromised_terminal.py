"""Terminals that were tampered with for days or weeks: they charge too much, or once more, or copy cards.

A terminal is tampered with in one way, strongly or weakly, and most of its payments may go on being honest.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from simulation.chance import Chance
from simulation.day import DAY
from simulation.digest import in_range, mixed
from simulation.district import REMEMBERED
from simulation.fraud.stolen_card import SHAPES, emptied
from simulation.worlds.charge import HOUR, Charge, later, priced
from simulation.worlds.shops import Shop
from simulation.worlds.society import Society
from simulation.worlds.traffic import BLATANT, PLAIN, SUBTLE

COMPROMISED_TERMINAL, SKIMMED_CARD = "compromised_terminal", "skimmed_card"

PERIOD = 60
"""Days in which a terminal is tampered with once, or not at all."""

LONGEST, SHORTEST = 28, 3  # days
SHARES: Mapping[str, tuple[int, int]] = {BLATANT: (70, 100), PLAIN: (30, 80), SUBTLE: (15, 45)}
"""Per cent of the payments at the terminal that are fraud."""

AMOUNTS: Mapping[str, tuple[int, int]] = {BLATANT: (150, 500), PLAIN: (90, 250), SUBTLE: (90, 120)}
"""Per cent of the usual amount."""

AGAIN = 40  # per cent of the terminals charge a second time, hours later, rather than a wrong amount
COPIED = 12  # per cent of the cards that are used at a terminal which copies them


class Tampering(NamedTuple):
    """A time in which a terminal is tampered with."""

    share: int  # per cent of its payments
    amounts: tuple[int, int]  # per cent of the usual
    again: bool
    copies: bool


class CompromisedTerminals:
    """All terminals that were ever tampered with, each known by its number and the day alone."""

    def __init__(self, society: Society) -> None:
        """Read from the world's traffic how many there are."""
        self._society = society
        self._key = mixed(society.key, 3)
        fraud = society.traffic.fraud
        self._strengths = society.traffic.strengths
        charged = sum(sum(SHARES[strength]) for strength in self._strengths)
        emptied_by = sum(COPIED * sum(SHAPES[strength].charges) for strength in self._strengths)
        self._charging = self._chance_of(fraud.get(COMPROMISED_TERMINAL, 0), charged)
        self._copying = self._chance_of(fraud.get(SKIMMED_CARD, 0), emptied_by)
        self._on = lru_cache(REMEMBERED)(self._tampering)

    def charges(self, charge: Charge, chance: Chance) -> Iterator[Charge]:
        """Yield an honest charge, or what becomes of it at a terminal that is tampered with."""
        if charge.shop.country is None or not (found := self._on(charge.shop, charge.at // DAY)):
            yield charge
        elif found.copies:
            yield charge
            if chance.happens(COPIED):
                use = later(charge.shopper, charge.at + chance.between(DAY, 25 * DAY))
                yield from emptied(self._society, chance, use, chance.pick(self._strengths), SKIMMED_CARD)
        elif not chance.happens(found.share):
            yield charge
        else:
            euros = priced(charge.euros * chance.between(*found.amounts) // 100, chance)
            if found.again:
                yield charge
            at = charge.at + chance.between(HOUR // 2, 40 * HOUR) * found.again
            yield Charge(at, later(charge.shopper, at), charge.shop, euros, COMPROMISED_TERMINAL)

    def _tampering(self, shop: Shop, day: int) -> Tampering | None:
        trait = mixed(self._key, shop.number)
        period, since = divmod(day + trait % PERIOD, PERIOD)
        bits = mixed(trait, period)
        drawn = bits % 100_000
        if drawn >= self._charging + self._copying:
            return None
        days = in_range(mixed(bits, 1), SHORTEST, LONGEST)
        if since >= days:
            return None
        strength = self._strengths[mixed(bits, 2) % len(self._strengths)]
        return Tampering(
            share=in_range(mixed(bits, 3), *SHARES[strength]),
            amounts=AMOUNTS[strength],
            again=mixed(bits, 4) % 100 < AGAIN,
            copies=drawn >= self._charging,
        )

    def _chance_of(self, share: int, percents: int) -> int:
        """Return how many of 100,000 terminals are tampered with in a period, for a share of fraud (of 100,000).

        Args:
            share: Of the world's payments, those on the web too.
            percents: Frauds of 100 payments meanwhile; twice the mean, summed over the strengths.
        """
        in_streets = max(1, 100 - self._society.traffic.online)
        days_and_frauds = (SHORTEST + LONGEST) * percents * in_streets
        return share * PERIOD * 4 * 100 * 100 * len(self._strengths) // days_and_frauds
