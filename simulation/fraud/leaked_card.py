"""A card whose number leaked: for two weeks a third of what is paid with it is a thief's, several times the usual."""

from simulation.chance import Chance
from simulation.day import DAY
from simulation.digest import mixed
from simulation.fraud.spells import Spells
from simulation.transaction import LEGITIMATE
from simulation.worlds.charge import Charge
from simulation.worlds.society import Society

LEAKED_CARD = "leaked_card"
DAYS = 14
THIEFS = 33  # per cent of the payments meanwhile
AMOUNTS = (300, 700)
"""Per cent of what the customer would have paid."""


class LeakedCards:
    """All customers whose card ever leaked."""

    def __init__(self, society: Society) -> None:
        """Read from the world's traffic how many there are."""
        share = society.traffic.fraud.get(LEAKED_CARD, 0)
        self._spells = Spells(mixed(society.key, 5), days=DAYS, share=share * 100 // THIEFS)

    def charge(self, honest: Charge, chance: Chance) -> Charge:
        """Return an honest charge, or what a thief makes of it."""
        if honest.label != LEGITIMATE or not self._spells.holds(honest.shopper.trait, honest.at // DAY):
            return honest
        if not chance.happens(THIEFS):
            return honest
        return honest._replace(euros=honest.euros * chance.between(*AMOUNTS) // 100, label=LEAKED_CARD)
