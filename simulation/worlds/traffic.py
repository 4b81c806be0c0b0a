"""Traits of a named world, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STREET = (
    *("groceries", "coffee", "transit") * 3,
    *("restaurant", "fuel", "pharmacy") * 2,
    "clothing",
)
"""Categories of shops in a street; a category that stands here twice has twice as many shops."""

WEB = (*("marketplace",) * 4, "subscription", "electronics", "electronics", "travel", "exchange")
"""Categories of shops online, likewise."""

BLATANT, PLAIN, SUBTLE = "blatant", "plain", "subtle"
"""Strengths of an episode of fraud: one that anybody sees, the usual one, and one within the customer's habits."""


@dataclass(frozen=True, kw_only=True)
class Seasons:
    """Percentages by which a day's payments grow."""

    weekend: int = 0  # on Saturday, of the number; on Sunday it falls by as much
    payday: int = 0  # on the month's last two days and the first three, of the number; of the amounts half as much
    year_end: int = 0  # from the last week of November to Christmas Eve, of the number; of the amounts half as much


@dataclass(frozen=True, kw_only=True)
class Delay:
    """Days from a fraud to the receipt of its label: `least`, and beyond them a log-normal with this median."""

    least: int
    median: int


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """A kind of business: who pays there, how, and which fraud it meets."""

    about: str
    countries: Sequence[str]
    street: Sequence[str] = STREET
    web: Sequence[str] = WEB
    online: int = 20  # per cent of the shops
    named_shops: bool = False  # each shop is a merchant of its own, rather than a chain's branch
    terminals: bool = True
    cards: bool = False
    devices: bool = False
    currency: bool = True
    abroad: bool = False  # a payment is in the currency of the place where it is made
    payments: int = 2  # a customer and day
    spread: int = 1  # log-normals multiplied into an amount, sigma 0.6 each: the tail's weight
    usual: int = 9  # shops that a customer goes to again and again
    explores: int = 10  # per cent of a customer's payments, on average, at other shops
    trips: int = 4  # per cent of a customer's weeks that are spent in another district
    outings: int = 8  # per cent of payments that others follow within the hour
    large: int = 4  # of 1,000 honest payments, many times the usual amount
    drift: int = 30  # per cent by which a customer's spending moves over the months, at most
    newcomers: int = 10  # per cent of the customers, who first pay within half a year from the start
    seasons: Seasons = Seasons()
    fraud: Mapping[str, int]  # of 100,000 payments, by label
    strengths: Sequence[str] = (BLATANT, PLAIN, PLAIN, SUBTLE)
    labels: Delay | None = None  # none: nobody ever tells the system
