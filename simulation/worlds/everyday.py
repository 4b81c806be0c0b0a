"""Honest charges, among them much that looks like fraud: outings, games, repeats, and now and then a large amount."""

from collections.abc import Iterator

from simulation.chance import Chance
from simulation.day import DAY
from simulation.worlds.charge import MINUTE, SECOND, Charge, priced
from simulation.worlds.seasons import amounts_of
from simulation.worlds.shopper import Shopper
from simulation.worlds.shops import Shop

REPEATS = 8  # of 1,000 payments come again within two minutes: a bill that is shared, a second ticket
PLAYING = 6  # per cent of a player's payments begin a game


def everyday_charges(shopper: Shopper, chance: Chance) -> Iterator[Charge]:
    """Yield a payment at the shopper's time, and those that follow it within the hour."""
    at, shop = shopper.at, shopper.shop(chance)
    first = Charge(at, shopper, shop, _euros(shopper, shop, chance))
    yield first
    if chance.below(1000) < REPEATS:
        yield first._replace(at=at + chance.between(5 * SECOND, 2 * MINUTE))
    if shopper.plays and chance.happens(PLAYING):
        yield from _game(shopper, chance)
    if chance.happens(shopper.traffic.outings):
        for _ in range(chance.between(1, 4)):
            at += chance.between(2 * MINUTE, 15 * MINUTE)
            shop = shopper.shop(chance)
            yield Charge(at, shopper, shop, _euros(shopper, shop, chance))


def _game(shopper: Shopper, chance: Chance) -> Iterator[Charge]:
    at, shop = shopper.at, shopper.shop(chance)
    for _ in range(chance.between(3, 10)):
        at += chance.between(30 * SECOND, 8 * MINUTE)
        yield Charge(at, shopper, shop, chance.between(1, 9) * 100 - 1)


def _euros(shopper: Shopper, shop: Shop, chance: Chance) -> int:
    euros = shopper.usual_cents(shop)
    if shop.fixed:
        return euros
    for _ in range(shopper.traffic.spread):
        euros = chance.log_normal(euros)
    euros = euros * amounts_of(shopper.traffic.seasons, shopper.at // DAY) // 100
    if chance.below(1000) < shopper.traffic.large:
        euros *= chance.between(4, 30)
    return priced(euros, chance)
