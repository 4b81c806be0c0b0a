"""Spells: days on end in which the same befalls one of many, known by its number and the day alone."""

from simulation.digest import mixed

PERIOD = 60
"""Days in which there is one spell, or none."""

WHOLE = 100_000


class Spells:
    """The spells of all terminals, or of all customers."""

    def __init__(self, key: int, *, days: int, share: int) -> None:
        """Let each spell last `days`; at any time, `share` of 100,000 numbers are in one."""
        self._key = key
        self._days = days
        self._befallen = share * PERIOD // days

    def holds(self, number: int, day: int) -> bool:
        """Return whether a number is in a spell on a day (since 1970)."""
        trait = mixed(self._key, number)
        period, since = divmod(day + trait % PERIOD, PERIOD)
        return since < self._days and mixed(trait, period) % WHOLE < self._befallen
