"""Payments of a few persons, every other one of whom is erased while they go on, and comes back."""

import random
from collections.abc import Iterator, Sequence

from chaos.ledger import RequestFields
from chaos.traffic.cases import TrafficCase, single_post
from chaos.traffic.customers import often_paid
from chaos.traffic.transactions import START

PERSONS, TERMINALS = 8, 2
"""Of a kind's traffic; all pay at the same terminals."""
LATER = "-later"
"""The end of the label under which the same persons pay once more."""
REPEATED = 0.15
"""The share of payments that are sent twice."""


def person(label: str, number: int) -> str:
    """Return a customer whose name is part of no other's."""
    return f"{label.removesuffix(LATER)}-person-{number:02}"


def erased_persons(label: str) -> Sequence[str]:
    """Return those who are erased."""
    return [person(label, number) for number in range(0, PERSONS, 2)]


def payments_of_persons(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
    """Yield payments that all say their time; some are sent twice, and half are at a terminal."""
    chance = random.Random(f"{seed} {label} persons")  # noqa: S311 -- not a secret
    later = count if label.endswith(LATER) else 0
    for number in range(count):
        fields: RequestFields = {
            **often_paid(f"{label}-{number:06}", chance),
            "customer_id": person(label, chance.randrange(PERSONS)),
            "timestamp": START + 1000 * (later + number),
        }
        if chance.random() < 0.5:
            fields = {**fields, "terminal_id": f"{label.removesuffix(LATER)}-t-{chance.randrange(TERMINALS)}"}
        post = (single_post(fields),)
        yield TrafficCase(steps=(post, post) if chance.random() < REPEATED else (post,))
