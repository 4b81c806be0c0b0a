"""The settings of a simulated world."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from simulation.handbook import cardholders as handbook
from simulation.worlds.named import WORLDS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DEFAULT_START = datetime(2026, 1, 5, tzinfo=UTC)  # never the clock: the same seed must give the same bytes tomorrow
HANDBOOK_START = datetime(2018, 4, 1, tzinfo=UTC)
"""The first day of the book's simulation, which has 183."""

LATEST_START = datetime(2100, 1, 1, tzinfo=UTC)  # beyond it lie seconds mistaken for milliseconds, and microseconds

MOST_CUSTOMERS = 1_000_000
"""Ten times as many would pay more than once in each millisecond of noon, and no two transactions share one."""

FEWEST_TERMINALS, MOST_TERMINALS = 63, 1_000_000
"""Web shops have 35 terminals and one district's streets 28, four for each category."""

CUSTOMERS_PER_TERMINAL = 10
USUAL_CUSTOMERS = 2000
"""Of a named world."""

USUAL_HOUSEHOLDS, USUAL_REGISTRATIONS = 1000, 1000
"""Customers of the world `households`, and people who register in a day in the world `registrations`."""

HANDBOOK, HOUSEHOLDS, REGISTRATIONS = "handbook", "households", "registrations"
NAMES = (*WORLDS, HANDBOOK, HOUSEHOLDS, REGISTRATIONS)
"""Of all worlds that have one."""


@dataclass(frozen=True, kw_only=True)
class World:
    """A simulated world; the same settings give the same bytes, on any machine and with any Python.

    Without a number of customers it is a town of 200, who pay alike, five times a day, at some 190 terminals. With one
    it is a region of so many customers, each with a rate of its own: twice a day on average, from once in three days to
    seven times a day. By default it has one terminal for ten customers, and 63 at least. With a name it is one of the
    named worlds, of 2,000 customers by default; where payments carry no terminal, shops are counted in place of them.
    The world `handbook` has 5,000 customers, two terminals for each, and begins on 1 April 2018, as the book's does.
    `households` has 1,000 customers and no terminals; in the world `registrations` so many people register a day.

    Raises:
        ValueError: a setting breaks its rule; the message names both.
    """

    seed: int
    start: datetime | int | None = None
    """A moment with its time zone, or epoch milliseconds; none: `DEFAULT_START`, or `HANDBOOK_START`."""
    name: str | None = None
    """One of `simulation.NAMES`; none: the town, or the region."""
    customers: int | None = None
    terminals: int | None = None
    turns_to: str | None = None
    """A named world whose frauds take the place of its own; none: they stay."""
    turns_after: int | None = None
    """Days from the start after which they do."""

    def __post_init__(self) -> None:
        """Check every setting."""
        if not is_integer(self.seed):
            raise ValueError(f"seed must be an integer, so that the same seed gives the same bytes, not {self.seed!r}")
        if self.name is not None and self.name not in NAMES:
            raise ValueError(f"name must be one of {', '.join(NAMES)}, not {self.name!r}")
        if self.customers is not None:
            _check_range("customers", self.customers, 1, MOST_CUSTOMERS)
        if self.terminals is not None:
            _check_range("terminals", self.terminals, FEWEST_TERMINALS, MOST_TERMINALS)
            if self.customers is None and self.name is None:
                raise ValueError("terminals can be set together with customers only: the town has shops of its own")
        self._check_turn()
        _ = self.first_millisecond

    def _check_turn(self) -> None:
        if self.turns_to is None and self.turns_after is None:
            return
        if self.name not in WORLDS or self.turns_to not in WORLDS:
            named = ", ".join(WORLDS)
            raise ValueError(f"frauds can turn from one of {named} to one, not from {self.name!r} to {self.turns_to!r}")
        if not is_integer(self.turns_after) or self.turns_after is None or self.turns_after < 1:
            raise ValueError(f"turns_after must be an integer of at least 1, not {self.turns_after!r}")

    @property
    def first_millisecond(self) -> int:
        """Return the start in epoch milliseconds."""
        start = self.start
        if start is None:
            start = HANDBOOK_START if self.name == HANDBOOK else DEFAULT_START
        if isinstance(start, datetime):
            if start.tzinfo is None:
                raise ValueError(
                    f"start must say its time zone, or it means another moment on each machine, not {start!r}"
                )
            moment = (start - EPOCH) // timedelta(milliseconds=1)
        elif is_integer(start):
            moment = start
        else:
            raise ValueError(f"start must be a datetime or epoch milliseconds as an integer, not {start!r}")
        if not 0 <= moment <= (LATEST_START - EPOCH) // timedelta(milliseconds=1):
            raise ValueError(
                f"start must lie between 1970 and {LATEST_START.year}, in epoch milliseconds, not {start!r}"
            )
        return moment

    @property
    def number_of_customers(self) -> int:
        """Return the number of customers that a region or a named world has."""
        if self.customers is not None:
            return self.customers
        usual = {HANDBOOK: handbook.CUSTOMERS, HOUSEHOLDS: USUAL_HOUSEHOLDS, REGISTRATIONS: USUAL_REGISTRATIONS}
        return usual.get(self.name or "", USUAL_CUSTOMERS)

    @property
    def number_of_terminals(self) -> int:
        """Return the number of terminals that a region or a named world has, web shops' included."""
        if self.terminals is not None:
            return self.terminals
        if self.name == HANDBOOK:
            of_customers = self.number_of_customers * handbook.TERMINALS // handbook.CUSTOMERS
            return min(max(FEWEST_TERMINALS, of_customers), MOST_TERMINALS)
        return max(FEWEST_TERMINALS, self.number_of_customers // CUSTOMERS_PER_TERMINAL)


def is_integer(value: object) -> bool:
    """Return whether a value is an integer and no bool."""
    return isinstance(value, int) and not isinstance(value, bool)


def _check_range(name: str, value: int, least: int, most: int) -> None:
    if not is_integer(value) or not least <= value <= most:
        raise ValueError(f"{name} must be an integer from {least:,} to {most:,}, not {value!r}")
