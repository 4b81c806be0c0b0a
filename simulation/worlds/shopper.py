"""A customer of a named world, read out of its number: habits that move slowly, cards and devices that are replaced."""

from dataclasses import dataclass

from simulation.catalogue import Country
from simulation.chance import POINTS, Chance, log_normal_at
from simulation.day import DAY
from simulation.digest import in_range, mixed
from simulation.worlds.shops import Shop, Shops
from simulation.worlds.traffic import Traffic

SPENDING, EXPLORING, DRIFT, CARD, DEVICE, SECOND, PLAYER, USUAL = 0, 1000, 2000, 4000, 5000, 6000, 7000, 8000
TRIP = 20_000
"""First numbers of a customer's traits; the number of a drift, a week since 1970 or a shop is added."""

DRIFT_DAYS, TRIP_DAYS = 60, 7
PLAYERS = 6  # per cent of the customers, who pay many small amounts for games and parking
SHARED_DEVICES = 15  # per cent of the customers pay by a device that is a neighbour's, too
SECOND_ONES = 35  # per cent of the customers have a second card or device, for every fourth payment


@dataclass(slots=True, eq=False)
class Shopper:
    """A customer at a moment."""

    traffic: Traffic
    shops: Shops
    customer_id: str
    trait: int
    household: int
    """Bits that a neighbour has too, for what the two may share."""
    district: int
    country: Country
    at: int  # epoch milliseconds

    @property
    def spending(self) -> int:
        """Return thousandths of what is usual: of its own, and moving slowly."""
        own = log_normal_at(1000, self._bits(SPENDING) * POINTS >> 64)
        step, since = divmod(self.at // DAY + self.trait % DRIFT_DAYS, DRIFT_DAYS)
        most = self.traffic.drift
        before, after = (in_range(self._bits(DRIFT + number), 100 - most, 100 + most) for number in (step, step + 1))
        return own * (before * (DRIFT_DAYS - since) + after * since) // (100 * DRIFT_DAYS)

    @property
    def place(self) -> int:
        """Return the district where the customer is: at home as a rule, sometimes away for a week."""
        week = (self.at // DAY + self.trait % TRIP_DAYS) // TRIP_DAYS
        bits = self._bits(TRIP + week)
        if bits % 100 >= self.traffic.trips:
            return self.district
        return bits // 100 % self.shops.districts

    @property
    def plays(self) -> bool:
        """Return whether the customer makes many small payments one after the other, now and then."""
        return self._bits(PLAYER) % 100 < PLAYERS

    def shop(self, chance: Chance) -> Shop:
        """Return a shop to pay at: a usual one, or now and then any other."""
        place = self.place
        if place != self.district or chance.happens(self._explores):
            return self.shops.anywhere(chance, place)
        point = chance.below(1 << 16)
        return self.usual_shop(self.traffic.usual * point * point >> 32)

    def usual_shop(self, which: int) -> Shop:
        """Return one of the usual shops; every few months or years another takes its place."""
        bits = self._bits(USUAL + which)
        days = in_range(bits, 80, 700)
        lasting = (self.at // DAY + bits % days) // days
        return self.shops.somewhere(self.district, mixed(bits, lasting))

    def usual_cents(self, shop: Shop) -> int:
        """Return what the customer usually spends at a shop, in cents of a euro."""
        return shop.price if shop.fixed else shop.price * self.spending // 1000

    @property
    def habit(self) -> int:
        """Return the median of what the customer spends at the usual shops, in cents of a euro."""
        spent = sorted(self.usual_cents(self.usual_shop(which)) for which in range(self.traffic.usual))
        return spent[len(spent) // 2]

    def card(self, chance: Chance) -> str:
        """Return the token of one of the customer's cards; a card is replaced after some years."""
        return f"tok_{self._owned(CARD, chance, 400, 1400):016x}"

    def device(self, chance: Chance) -> str:
        """Return the customer's phone or computer; it is replaced after months or years."""
        shared = self.household % 100 < SHARED_DEVICES
        return f"d-{self._owned(DEVICE, chance, 120, 900, shared=shared) >> 16:012x}"

    def _owned(self, kind: int, chance: Chance, least: int, most: int, *, shared: bool = False) -> int:
        second = chance.happens(25) and self._bits(SECOND + kind) % 100 < SECOND_ONES
        bits = mixed(self.household if shared else self.trait, kind + second)
        days = in_range(bits, least, most)
        return mixed(bits, (self.at // DAY + bits % days) // days)

    @property
    def _explores(self) -> int:
        return self.traffic.explores * (50 + self._bits(EXPLORING) % 101) // 100

    def _bits(self, number: int) -> int:
        return mixed(self.trait, number)
