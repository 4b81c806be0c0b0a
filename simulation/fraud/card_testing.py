"""Card testing: many small amounts, on one card or with many cards at one shop; some of the cards are emptied later."""

from collections.abc import Iterator

from simulation.chance import Chance
from simulation.digest import mixed
from simulation.fraud.stolen_card import STOLEN_CARD, emptied
from simulation.fraud.strength import Shape, shapes
from simulation.worlds.charge import HOUR, Charge, later, priced
from simulation.worlds.society import Society

CARD_TESTING = "card_testing"

ON_ONE_CARD = shapes(
    blatant=Shape(charges=(8, 20), pause=(10, 90), amounts=(30, 250)),
    plain=Shape(charges=(4, 10), pause=(30, 480), amounts=(50, 400)),
    subtle=Shape(charges=(3, 5), pause=(1800, 14_400), amounts=(90, 600)),
)
AT_ONE_SHOP = shapes(
    blatant=Shape(charges=(20, 45), pause=(5, 60), amounts=(30, 250)),
    plain=Shape(charges=(10, 25), pause=(20, 360), amounts=(50, 400)),
    subtle=Shape(charges=(6, 12), pause=(900, 7200), amounts=(90, 600)),
)
"""Amounts are of a euro: small ones, as a donation or a ticket costs."""

WHOLE_ATTACKS = 50  # per cent are with many cards at one shop
EMPTIED = 15  # per cent of the tested cards


def card_testing(society: Society, chance: Chance, at: int, strength: str) -> Iterator[Charge]:
    """Yield small charges, and what is taken from the cards that were found to work."""
    shopper = society.anyone(chance, at)
    shop = society.shops.anywhere(chance, shopper.district)
    device = f"d-{mixed(shopper.trait, at) >> 16:012x}"
    crowd = chance.happens(WHOLE_ATTACKS)
    shape = (AT_ONE_SHOP if crowd else ON_ONE_CARD)[strength]
    for number in range(chance.between(*shape.charges)):
        if crowd and number:
            shopper = society.anyone(chance, at)
        euros = priced(chance.between(*shape.amounts), chance)
        yield Charge(at, later(shopper, at), shop, euros, CARD_TESTING, device)
        if chance.happens(EMPTIED if crowd else EMPTIED // 5):
            use = later(shopper, at + chance.between(HOUR // 4, 72 * HOUR))
            yield from emptied(society, chance, use, strength, STOLEN_CARD)
        at += shape.pause_after(chance)
