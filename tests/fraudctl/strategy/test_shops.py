"""Strategies as shops write them give no warning."""

import pytest

from tests.fraudctl.strategy.written import checked, rule

ASKED = "(missing(currency) or currency in seed_currencies)"

SHOPS: dict[str, tuple[str, list[str]]] = {
    "grocer": (
        "",
        [
            f"amount > 500 and {ASKED}",
            "hour < 5 and amount > 200 and currency == 'EUR'",
            "'gift card' in lower(merchant)",
            "metadata.items > 100",
        ],
    ),
    "airline": (
        "",
        [
            f"{ASKED} and amount > 5_000 and metadata.hours_to_departure < 24",
            "metadata.passengers > 9",
            "metadata.billing_country != metadata.ip_country",
            "currency == 'JPY' and amount > 600_000",
        ],
    ),
    "game": (
        "timezone: Asia/Tokyo\n",
        [
            "currency in ('JPY', 'KRW') and amount > 50_000",
            "metadata.account_age_days < 1 and amount > 3 * metadata.usual",
            "matches(metadata.email, '.*@(mailinator|guerrillamail)[.]com')",
            "metadata['attempts today'] >= 5",
        ],
    ),
    "charity": (
        "",
        [
            "amount in (1, 2, 5) and currency == 'USD' and metadata.donor_new",
            "amount % 100 == 0 and metadata.donor_new",
            "missing(customer_id) and hour >= 22",
            "not missing(metadata.ip_country) and metadata.ip_country in ('XX', 'YY')",
        ],
    ),
    "luxury": (
        "",
        [
            f"amount > 20_000 and {ASKED}",
            "amount > 3_000_000 and currency == 'JPY'",
            "amount > 10 and currency not in seed_currencies",
            "merchant_mixed_scripts",
            "weekday in (5, 6) and (hour < 8 or hour > 20)",
        ],
    ),
    "marketplace": (
        "",
        [
            "metadata.seller_age_days < 7 and metadata.category in ('electronics', 'phones')",
            f"amount >= 999 and amount < 1_000 and {ASKED}",
            "abs(metadata.lat - metadata.ip_lat) > 10",
            "metadata.shipping != metadata.billing and metadata.express",
        ],
    ),
    "ladder": (
        "evaluate: first\n",
        [
            "customer_id in ('C-1', 'C-2')",
            "terminal_id == 'T-9'",
            "hour < 5 or hour == 23",
            "amount > 100 and currency == 'EUR'",
            "amount > 50 and currency == 'EUR'",
            "True",
        ],
    ),
    "fx": (
        "",
        [
            (
                "(currency == 'USD' and amount > 1000)"
                " or (currency == 'JPY' and amount > 150_000) or (missing(currency) and amount > 1000)"
            ),
            "not missing(currency) and currency not in seed_currencies",
            "amount / metadata.usual > 5",
            "min(amount, metadata.limit) == metadata.limit",
        ],
    ),
    "night": (
        "timezone: Europe/Berlin\n",
        [
            "hour in (0, 1, 2, 3, 4)",
            "(hour >= 22 or hour < 6) and weekday in (4, 5)",
            "lower(metadata.channel) == 'moto'",
            "metadata.vip == True",
            "metadata.risk > 0.9 or metadata.score >= 80",
        ],
    ),
    "tele": (
        "",
        [
            "missing(metadata.device_id) or metadata.device_new",
            "metadata.minutes_since_signup <= 10 and metadata.cards_tried > 2",
            "lower(metadata.email) == lower(metadata.username)",
            "amount == 0",
            "timestamp < 1700000000000",
        ],
    ),
}
OUTCOMES = ("outcome: review", "outcome: decline", "outcome: approve")


@pytest.mark.parametrize("shop", SHOPS)
def test_a_strategy_that_is_meant_as_it_stands_gives_no_warning(shop: str) -> None:
    more, conditions = SHOPS[shop]
    rules = [rule(f"rule_{place}", when, OUTCOMES[place % 3]) for place, when in enumerate(conditions)]
    found = checked(*rules, more=more)
    assert [each.message for each in (*found.errors, *found.warnings)] == []
