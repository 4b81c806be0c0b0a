"""The categories of the households' payments: what is usual there, at which hours, and what a thief takes there."""

from typing import NamedTuple

DAYTIME = (0, 0, 0, 0, 0, 1, 3, 6, 8, 9, 9, 9, 10, 9, 8, 8, 9, 10, 9, 7, 5, 3, 1, 0)
EVENING = (2, 1, 0, 0, 0, 0, 1, 2, 2, 3, 4, 6, 9, 7, 4, 4, 5, 8, 11, 12, 10, 8, 5, 3)
ANY_HOUR = (5, 4, 3, 2, 2, 2, 3, 4, 5, 6, 7, 7, 7, 6, 6, 6, 7, 8, 9, 10, 11, 11, 9, 7)
"""Payments by the hour of the day, relative to each other."""


class Category(NamedTuple):
    """A category of shops; amounts are in cents."""

    name: str
    visits: int  # of 100 payments, but for what a household prefers
    typical: int
    spread: int  # log-normals multiplied into an amount, sigma 0.6 each
    hours: tuple[int, ...]
    shops: int
    thefts: int = 0  # of 100 payments of a thief
    taken: tuple[int, int] = (0, 0)  # by a thief, at least and at most


CATEGORIES = (
    Category("groceries", 18, 4500, 1, DAYTIME, 60, thefts=22, taken=(15_000, 45_000)),
    Category("groceries_web", 5, 6000, 1, ANY_HOUR, 20),
    Category("fuel", 13, 5200, 1, DAYTIME, 60, thefts=12, taken=(300, 3000)),
    Category("restaurant", 12, 3000, 2, EVENING, 80, thefts=5, taken=(500, 20_000)),
    Category("entertainment", 8, 3500, 2, EVENING, 50, thefts=6, taken=(8000, 70_000)),
    Category("home", 9, 4500, 2, DAYTIME, 50, thefts=4, taken=(8000, 50_000)),
    Category("children", 8, 3800, 2, DAYTIME, 40),
    Category("pharmacy", 7, 2500, 2, DAYTIME, 40, thefts=3, taken=(500, 6000)),
    Category("clothing", 5, 5500, 2, DAYTIME, 60, thefts=8, taken=(30_000, 110_000)),
    Category("shopping_web", 7, 6000, 3, ANY_HOUR, 60, thefts=26, taken=(40_000, 140_000)),
    Category("other_web", 4, 3500, 3, ANY_HOUR, 60, thefts=10, taken=(30_000, 110_000)),
    Category("travel", 4, 4000, 3, ANY_HOUR, 40, thefts=4, taken=(300, 90_000)),
)
