"""A customer of a region, read out of its traits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulation.catalogue import CATEGORIES
from simulation.chance import Chance
from simulation.district import District
from simulation.market import PointOfSale, Web
from simulation.population import HABITS, INVESTORS, SERVICES, Customer

PLACES = (
    *((category, which) for category, many in HABITS.items() for which in range(many)),
    *((service, 0) for service in SERVICES),
    ("exchange", 0),
)
"""Categories of usual places, and which place of its category each is."""

# Of 64 bytes of traits: the spending, the interest in exchanges, three for each place, and the last for the name.
FIRST_BYTE = {place: 6 + 3 * number for number, place in enumerate(PLACES)}

INVESTOR_VISITS = tuple(place for place in PLACES for _ in range(CATEGORIES[place[0]].visits))
"""Each as often as it is visited."""

VISITS = tuple(place for place in INVESTOR_VISITS if place[0] != "exchange")
STREET_VISITS = tuple(place for place in INVESTOR_VISITS if place[0] in HABITS)


@dataclass(kw_only=True, eq=False, slots=True)
class Resident(Customer):
    """A customer whose places are derived when they are asked for."""

    traits: bytes
    district: District
    point_of_sale: Callable[[str, str, int], PointOfSale]  # given a country, a category and a terminal's number
    web: Web

    @property
    def places(self) -> Sequence[PointOfSale]:
        visits = self._visits
        known = {visit: self._place(*visit) for visit in dict.fromkeys(visits)}
        return [known[visit] for visit in visits]

    def usual_place(self, chance: Chance) -> PointOfSale:
        return self._place(*chance.pick(self._visits))

    def street_place(self, chance: Chance) -> PointOfSale:
        """Return one of the customer's usual places that is not online."""
        return self._place(*chance.pick(STREET_VISITS))

    def uses(self, place: PointOfSale) -> bool:
        """Return whether a place of a street is one of the customer's usual places."""
        return any(place == self._place(place.category, which) for which in range(HABITS[place.category]))

    @property
    def _visits(self) -> Sequence[tuple[str, int]]:
        return INVESTOR_VISITS if self.traits[4] * 100 < INVESTORS << 8 else VISITS

    def _place(self, category: str, which: int) -> PointOfSale:
        trait = self._trait(category, 0)
        terminals = self.district.terminals.get(category)
        if terminals is None:
            shops = self.web.shops[category]
            return shops[trait % len(shops)]
        if which and len(terminals) > 1:  # another one than the first
            trait += 1 + self._trait(category, which) % (len(terminals) - 1)
        return self.point_of_sale(self.country.code, category, terminals[trait % len(terminals)])

    def _trait(self, category: str, which: int) -> int:
        at = FIRST_BYTE[category, which]
        return int.from_bytes(self.traits[at : at + 3])
