"""A terminal in a thief's hands: for four weeks all that is paid there is fraud, at the usual amounts."""

from simulation.day import DAY
from simulation.digest import mixed
from simulation.fraud.spells import Spells
from simulation.worlds.charge import Charge
from simulation.worlds.society import Society

CAPTURED_TERMINAL = "captured_terminal"
DAYS = 28


class CapturedTerminals:
    """All terminals that were ever captured."""

    def __init__(self, society: Society) -> None:
        """Read from the world's traffic how many there are."""
        share = society.traffic.fraud.get(CAPTURED_TERMINAL, 0)
        in_streets = max(1, 100 - society.traffic.online)
        self._spells = Spells(mixed(society.key, 4), days=DAYS, share=share * 100 // in_streets)

    def charge(self, honest: Charge) -> Charge:
        """Return an honest charge, or the fraud that it is at a captured terminal."""
        if honest.shop.country is None or not self._spells.holds(honest.shop.number, honest.at // DAY):
            return honest
        return honest._replace(label=CAPTURED_TERMINAL)
