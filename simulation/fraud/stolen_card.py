"""A stolen card: it is emptied at shops whose goods are sold on easily, above what the customer usually spends."""

from collections.abc import Iterator

from simulation.chance import Chance
from simulation.day import DAY
from simulation.digest import mixed
from simulation.fraud.strength import Shape, shapes
from simulation.worlds.charge import Charge, later, priced
from simulation.worlds.shopper import Shopper
from simulation.worlds.society import Society

STOLEN_CARD = "stolen_card"

SHAPES = shapes(
    blatant=Shape(charges=(4, 9), pause=(15, 240), amounts=(300, 1400)),
    plain=Shape(charges=(2, 5), pause=(300, 7200), amounts=(130, 700)),
    subtle=Shape(charges=(1, 2), pause=(7200, 72_000), amounts=(80, 260)),
)
"""Amounts are of the customer's habit: the median of what is usually spent, or the shop's price where that is more."""

FAR = 60  # per cent of the charges are made in another district
GANGS = 40  # devices in use at a time, each for several stolen cards, for a week


def stolen_card(society: Society, chance: Chance, at: int, strength: str) -> Iterator[Charge]:
    """Yield the charges to a customer's card."""
    return emptied(society, chance, society.anyone(chance, at), strength, STOLEN_CARD)


def emptied(society: Society, chance: Chance, shopper: Shopper, strength: str, label: str) -> Iterator[Charge]:
    """Yield charges to a card from the shopper's time on, made by a thief's device where there are devices."""
    shape, habit, at = SHAPES[strength], shopper.habit, shopper.at
    gang = mixed(society.key ^ at // (7 * DAY), chance.below(GANGS))
    for _ in range(chance.between(*shape.charges)):
        district = chance.below(society.shops.districts) if chance.happens(FAR) else shopper.district
        shop = society.shops.worth_robbing(chance, district)
        usual = max(habit, shopper.usual_cents(shop) // 2)
        euros = chance.log_normal(usual) * chance.between(*shape.amounts) // 100
        yield Charge(at, later(shopper, at), shop, priced(euros, chance), label, f"d-{gang >> 16:012x}")
        at += shape.pause_after(chance)
