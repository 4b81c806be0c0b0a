"""An account that was taken over: another device pays, at usual shops and at new ones, for hours or days."""

from collections.abc import Iterator

from simulation.chance import Chance
from simulation.digest import mixed
from simulation.fraud.strength import Shape, shapes
from simulation.worlds.charge import HOUR, Charge, later, priced
from simulation.worlds.society import Society

ACCOUNT_TAKEOVER = "account_takeover"

SHAPES = shapes(
    blatant=Shape(charges=(4, 10), pause=(120, 2400), amounts=(250, 900)),
    plain=Shape(charges=(2, 6), pause=(1200, 28_800), amounts=(120, 450)),
    subtle=Shape(charges=(1, 3), pause=(14_400, 108_000), amounts=(80, 200)),
)
"""Amounts are of what the customer usually spends at such a shop."""

AT_NEW_SHOPS = 60  # per cent of the charges
TRIAL = 40  # per cent begin with a small charge, to see whether it works


def account_takeover(society: Society, chance: Chance, at: int, strength: str) -> Iterator[Charge]:
    """Yield the charges to the account, which the customer goes on to use."""
    shopper = society.anyone(chance, at)
    shape = SHAPES[strength]
    at += chance.below(12) * HOUR  # at any hour: the thief may live anywhere
    device = f"d-{mixed(shopper.trait, at) >> 16:012x}"
    if chance.happens(TRIAL):
        shop = later(shopper, at).shop(chance)
        yield Charge(at, later(shopper, at), shop, chance.between(100, 900), ACCOUNT_TAKEOVER, device)
        at += shape.pause_after(chance)
    for _ in range(chance.between(*shape.charges)):
        now = later(shopper, at)
        shop = society.shops.worth_robbing(chance, now.district) if chance.happens(AT_NEW_SHOPS) else now.shop(chance)
        euros = chance.log_normal(now.usual_cents(shop)) * chance.between(*shape.amounts) // 100
        yield Charge(at, now, shop, priced(euros, chance), ACCOUNT_TAKEOVER, device)
        at += shape.pause_after(chance)
