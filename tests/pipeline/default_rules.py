"""For each rule of the default strategy payments and labels that make it fire, as clients send them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

Sent = tuple[int, Mapping[str, Any]]
"""The milliseconds since a payment was made, and its fields beside the id and the time."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """Payments that are sent before another, and that one, on which the rule fires."""

    before: Sequence[Sent] = ()
    then: Sequence[Sent] = ()
    """Payments that are sent once those before are scored."""
    labelled: int = 0
    """The number of payments before that are labelled fraud, from the first on."""
    last: Mapping[str, Any]
    listed: tuple[str, str, str] | None = None
    """A list, and the kind and the id of the entity that somebody puts on it before the last payment."""
    decided: bool = False
    """They are sent to /decisions, which alone counts attempts."""


def pays(amount: float, merchant: str = "Corner Bakery", **fields: Any) -> dict[str, Any]:
    """Return the fields of a payment beside its id and its time."""
    return {"amount": amount, "merchant": merchant, "currency": "EUR", **fields}


def by(customer: str, amount: float, merchant: str = "Corner Bakery", **fields: Any) -> dict[str, Any]:
    return pays(amount, merchant, customer_id=customer, **fields)


def at(terminal: str, amount: float, **fields: Any) -> dict[str, Any]:
    return pays(amount, terminal_id=terminal, **fields)


def owns(key: str, value: str) -> dict[str, Any]:
    return {"metadata": {key: value}}


def usual(customer: str, **fields: Any) -> list[Sent]:
    """Return ten payments of 20 euros in ten days, none of them today."""
    return [(days * DAY + HOUR, by(customer, 20, **fields)) for days in range(11, 1, -1)]


OWN_PHONE, NEW_PHONE = owns("device_id", "d-own"), owns("device_id", "d-new")

CASES: Mapping[str, Case] = {
    "amount_above_10000": Case(last=pays(10_000.01)),
    "amount_above_5000": Case(last=pays(10_000)),
    "suspicious_merchant": Case(last=pays(0, "Harbour CRYPTO Exchange")),
    "above_habit": Case(before=usual("C-above"), last=by("C-above", 41)),
    "high_again": Case(before=[*usual("C-again"), (5 * HOUR, by("C-again", 70))], last=by("C-again", 30)),
    "far_above_habit_again": Case(
        before=[*usual("C-far-again"), (5 * HOUR, by("C-far-again", 70))], last=by("C-far-again", 90)
    ),
    "high_often": Case(
        before=[*usual("C-often"), (6 * HOUR, by("C-often", 80)), (5 * HOUR, by("C-often", 140))],
        last=by("C-often", 60),
    ),
    "first_visit": Case(before=usual("C-visit"), last=by("C-visit", 20, "Book Shop")),
    "far_above_habit_at_first_visit": Case(before=usual("C-watches"), last=by("C-watches", 301, "Watches")),
    "above_usual_there": Case(before=usual("C-there"), last=by("C-there", 31)),
    "high_there": Case(before=usual("C-high"), last=by("C-high", 61)),
    "far_above_usual_there": Case(before=usual("C-higher"), last=by("C-higher", 101)),
    "never_so_much_there": Case(before=usual("C-never"), last=by("C-never", 45)),
    "high_there_and_before": Case(before=[*usual("C-before"), (3 * DAY, by("C-before", 70))], last=by("C-before", 60)),
    "rush": Case(before=[*usual("C-rush"), (MINUTE, by("C-rush", 20))], last=by("C-rush", 20)),
    "new_shops_at_once": Case(
        before=[*usual("C-shops"), (4 * MINUTE, by("C-shops", 20))], last=by("C-shops", 20, "Book Shop")
    ),
    "shop_after_shop": Case(before=[*usual("C-next"), (MINUTE, by("C-next", 20))], last=by("C-next", 20, "Book Shop")),
    "spree": Case(before=[*usual("C-spree"), (30 * MINUTE, by("C-spree", 170))], last=by("C-spree", 190)),
    "great_spree": Case(before=[*usual("C-great"), (30 * MINUTE, by("C-great", 170))], last=by("C-great", 600)),
    "day_of_a_week": Case(before=[*usual("C-day"), (5 * HOUR, by("C-day", 170))], last=by("C-day", 20)),
    "declined_before": Case(
        before=usual("C-declined"),
        then=[(5 * HOUR, by("C-declined", 12_000, "Offshore Crypto"))],
        last=by("C-declined", 20),
    ),
    "small_payments": Case(
        before=[*usual("C-small"), (3 * MINUTE, by("C-small", 1)), (MINUTE, by("C-small", 2))], last=by("C-small", 3)
    ),
    "card_burst": Case(
        before=[(seconds * SECOND, pays(20, **owns("card_token", "t-burst"))) for seconds in (5, 4, 3, 2, 1)],
        last=pays(20, **owns("card_token", "t-burst")),
        decided=True,
    ),
    "card_tested": Case(
        before=[(minutes * MINUTE, pays(1, **owns("card_token", "t-tested"))) for minutes in (30, 20, 10)],
        last=pays(1, **owns("card_token", "t-tested")),
    ),
    "tiny_there": Case(before=usual("C-tiny"), last=by("C-tiny", 1)),
    "merchant_tested": Case(
        before=[
            *((days * DAY, pays(50)) for days in range(6, 1, -1)),
            *((minutes * MINUTE, pays(2)) for minutes in (40, 30, 20, 10)),
        ],
        last=by("C-tester", 2),
    ),
    "strangers_at_merchant": Case(
        before=[(minutes * MINUTE, pays(20)) for minutes in (40, 30, 20, 10)], last=by("C-stranger", 20)
    ),
    "strangers_at_terminal": Case(
        before=[(minutes * MINUTE, at("T-strangers", 20)) for minutes in (40, 30, 20, 10)],
        last=by("C-stranger-too", 20, terminal_id="T-strangers"),
    ),
    "new_device": Case(before=usual("C-device", **OWN_PHONE), last=by("C-device", 10, **NEW_PHONE)),
    "new_device_pays_more": Case(
        before=[*usual("C-more"), (HOUR, by("C-more", 20, **owns("device_id", "d-newer")))],
        last=by("C-more", 30, **owns("device_id", "d-newer")),
    ),
    "device_of_many": Case(
        before=[(number * HOUR, by(f"C-many-{number}", 20, **owns("device_id", "d-many"))) for number in (3, 2, 1)],
        last=by("C-many-4", 20, **owns("device_id", "d-many")),
    ),
    "far_above_usual_at_terminal": Case(
        before=[(days * DAY, at("T-usual", 20)) for days in range(12, 1, -1)], last=at("T-usual", 101)
    ),
    "terminal_charges_more": Case(
        before=[
            *usual("C-regular", terminal_id="T-more"),
            (5 * HOUR, at("T-more", 80)),
            (40 * MINUTE, at("T-more", 80)),
        ],
        last=by("C-regular", 250, terminal_id="T-more"),
    ),
    "terminal_dear_all_hour": Case(
        before=[*usual("C-hour", terminal_id="T-hour"), (40 * MINUTE, at("T-hour", 80))],
        last=by("C-hour", 90, terminal_id="T-hour"),
    ),
    "terminal_dear_all_day": Case(
        before=[*usual("C-day-long", terminal_id="T-day"), (5 * HOUR, at("T-day", 60)), (3 * HOUR, at("T-day", 60))],
        last=by("C-day-long", 60, terminal_id="T-day"),
    ),
    "terminal_suspected": Case(before=[(5 * DAY, at("T-suspected", 20))], labelled=1, last=at("T-suspected", 20)),
    "frauds_in_row": Case(
        before=[(5 * DAY, at("T-row", 20)), (4 * DAY, at("T-row", 20))], labelled=2, last=at("T-row", 20)
    ),
    "terminal_of_frauds": Case(
        before=[(5 * DAY, at("T-frauds", 20)), (4 * DAY, at("T-frauds", 20))], labelled=2, last=at("T-frauds", 20)
    ),
    "customer_blocked": Case(listed=("blocked", "customer", "C-blocked"), last=by("C-blocked", 20)),
    "terminal_blocked": Case(listed=("blocked", "terminal", "T-blocked"), last=at("T-blocked", 20)),
    "merchant_blocked": Case(
        listed=("blocked", "merchant", "Corner Bakery merchant_blocked"), last=pays(20)
    ),  # each case has merchants of its own
    "card_blocked": Case(listed=("blocked", "card", "t-blocked"), last=pays(20, **owns("card_token", "t-blocked"))),
    "device_blocked": Case(listed=("blocked", "device", "d-blocked"), last=pays(20, **owns("device_id", "d-blocked"))),
    "allowed": Case(
        listed=("allowed", "customer", "C-allowed"), last=by("C-allowed", 20, **owns("device_id", "d-fine"))
    ),
}
"""By the rule's code."""
