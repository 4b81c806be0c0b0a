"""Payments that make profiles: of a few customers all at once, of many with a few each, and of odd times and places."""

import random
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from zlib import crc32

from chaos.ledger import RequestFields
from chaos.traffic.cases import Post, TrafficCase, single_post
from chaos.traffic.transactions import AMOUNTS, CURRENCIES, MERCHANTS, START

HOT, HOT_TERMINALS = 3, 2
IN_A_ROW, IN_A_BATCH = 3, 12
"""Payments that a client sends singly, or in one batch; other clients pay for the same customers meanwhile."""
FEW = 12
"""Payments of each customer, where none shall have more than a profile knows one by one."""
HOUR, DAY = 3_600_000, 86_400_000
LATEST = 9_999_999_999_999
"""Epoch milliseconds of the last event time that the API takes, in the year 2286."""

OFTEN_PAID = (*map(Decimal, ("0.01", "2", "5", "5.01", "12.34", "12.345678", "99.9")), *AMOUNTS)
PLANTED = 4
"""Customers whose profile is damaged before their first payment; as many have one of a newer form."""
NAMES = ("a#b", "profile#customer#c", "facts#terminal#t", "Zoë", "0", "null", "'; --", '"quoted"')
"""Parts of ids that look like our own keys, or like something else that they are not."""

AGES: tuple[Callable[[random.Random], int], ...] = (
    lambda _: 0,
    lambda chance: chance.randrange(20 * HOUR),
    lambda chance: chance.randrange(34 * DAY),
    lambda chance: 36 * DAY + chance.randrange(500 * DAY),
    lambda chance: -10 * DAY - chance.randrange(500 * DAY),
    lambda _: START - LATEST,
)
"""Milliseconds by which an event time is before the others: late, too late for windows, and in the future."""

NO_IDS: tuple[Mapping[str, Any], ...] = (
    {"card_token": True, "device_id": None},
    {"card_token": Decimal("12.5"), "device_id": ""},
    {"card_token": "x" * 3_000},
)
"""Values of entities' keys that are no ids."""


def damaged_customer(label: str, number: int) -> str:
    """Return a customer whose profile is damaged."""
    return f"{label}-damaged-{number}"


def customer_of_newer(label: str, number: int) -> str:
    """Return a customer whose profile was written by a newer version."""
    return f"{label}-newer-{number}"


def hot_customers(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
    """Yield payments of a few customers at a few terminals, so that batches race for their profiles."""
    yield from _of_hot_customers(label, count, seed, earlier=0)


def hot_customers_next_day(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
    """Yield the same, but the second half 20 hours after the first."""
    yield from _of_hot_customers(label, count, seed, earlier=20 * HOUR)


def _of_hot_customers(label: str, count: int, seed: int, *, earlier: int) -> Iterator[TrafficCase]:
    chance = random.Random(f"{seed} {label} hot")  # noqa: S311 -- not a secret

    def payment(number: int) -> RequestFields:
        who = {
            "customer_id": f"{label}-c-{chance.randrange(HOT)}",
            "terminal_id": f"{label}-t-{number % HOT_TERMINALS}",
        }
        timestamp = START + 1000 * number - (earlier if number < count // 2 else 0)
        return {**often_paid(f"{label}-{number:06}", chance), **who, "timestamp": timestamp}

    number = 0
    while number < count:
        batched = chance.random() < 0.3
        some = tuple(payment(number + each) for each in range(IN_A_BATCH if batched else IN_A_ROW))
        posts = (Post(requests=some, route="batch"),) if batched else tuple(map(single_post, some))
        number += len(some)
        yield TrafficCase(steps=tuple((post,) for post in posts), transactions=len(some))


def few_payments_each(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
    """Yield payments of many customers with a few each."""
    chance = random.Random(f"{seed} {label} few")  # noqa: S311 -- not a secret
    for number in range(count):
        who = {"customer_id": f"{label}-c-{number // FEW}", "timestamp": START + 1000 * number}
        yield TrafficCase(steps=((single_post({**often_paid(f"{label}-{number:06}", chance), **who}),),))


def odd_payments(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
    """Yield payments that are late, old or from the future, of odd ids, and of profiles that cannot be read."""
    chance = random.Random(f"{seed} {label} odd")  # noqa: S311 -- not a secret
    customers = [
        *(name(label, number) for number in range(PLANTED) for name in (damaged_customer, customer_of_newer)),
        *(f"{label}-{name}" for name in NAMES),
        f"{label}-".ljust(128, "c"),
    ]
    for number in range(count):
        fields = {
            **often_paid(f"{label}-{number:06}", chance),
            "timestamp": START - chance.choice(AGES)(chance),
            "customer_id": customers[number % len(customers)],
            "terminal_id": f"{label}-{chance.choice(NAMES)}",
            "metadata": chance.choice((*NO_IDS, *_cards_and_devices(label, chance))),
        }
        yield TrafficCase(steps=((single_post(fields),),))


def _cards_and_devices(label: str, chance: random.Random) -> Iterator[Mapping[str, Any]]:
    """Yield ids of a card and a device, texts and whole numbers, which no other label has."""
    number = 10 * crc32(label.encode()) + chance.randrange(3)
    yield {"card_token": f"{label}-card-{number}"}
    yield {"card_token": number, "device_id": f"profile#customer#{label}"}


def often_paid(transaction_id: str, chance: random.Random) -> dict[str, Any]:
    """Return a payment of an amount that is often paid, without who and when."""
    given = {"merchant": chance.choice(MERCHANTS), "currency": chance.choice((*CURRENCIES, None))}
    fields = {name: value for name, value in given.items() if value is not None}
    return {"transaction_id": transaction_id, "amount": chance.choice(OFTEN_PAID), **fields}
