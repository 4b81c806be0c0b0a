"""Grown rows: attributes are added to a transaction's row between a request and its repeat."""

import random
from collections.abc import Iterator, Sequence

from chaos.ledger import RequestFields
from chaos.traffic.cases import Post, RowUpdate, TrafficCase, single_post
from chaos.traffic.transactions import PERSISTENT, START, conflicting_transaction, random_transaction

MOST_IN_A_BATCH = 6
ANOTHER = 0.2
"""The share of repeats that have other content instead."""


def grown_rows_traffic(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
    """Yield transactions that come singly or in a batch, whose rows grow, and that come again either way."""
    chance = random.Random(f"{seed} {label} growing")  # noqa: S311 -- not a secret
    number = 0
    while number < count:
        case = _case(f"{label}-{number:06}", START + 10 * number, chance)
        number += case.transactions
        yield case


def _case(identity: str, timestamp: int, chance: random.Random) -> TrafficCase:
    first_batched, then_batched = chance.random() < 0.5, chance.random() < 0.5
    batched = first_batched or then_batched
    requests: list[RequestFields] = [
        random_transaction(f"{identity}-{number}", timestamp + number, chance)
        for number in range(chance.randint(1, MOST_IN_A_BATCH) if batched else 1)
    ]
    if batched:
        requests = [{"timestamp": timestamp + number, **fields} for number, fields in enumerate(requests)]
    grown = chance.sample([each["transaction_id"] for each in requests], -(-len(requests) // 2))
    repeats = [conflicting_transaction(each, chance) if chance.random() < ANOTHER else each for each in requests]
    return TrafficCase(
        steps=(
            *_posts(requests, batch=first_batched),
            RowUpdate(transaction_ids=tuple(grown)),
            *_posts(repeats, batch=then_batched),
        ),
        persistent=chance.random() < PERSISTENT,
        transactions=len(requests),
    )


def _posts(requests: Sequence[RequestFields], *, batch: bool) -> Iterator[tuple[Post, ...]]:
    if batch:
        yield (Post(requests=tuple(requests), route="batch"),)
    else:
        yield from ((single_post(each),) for each in requests)
