"""Random transactions at every boundary of the rules, and traffic of them: repeats, races, conflicts, bad requests."""

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import accumulate, islice, zip_longest
from typing import Any

from chaos.ledger import RequestFields
from chaos.traffic.cases import Post, Traffic, TrafficCase, single_post

RACERS = 3
"""Requests that race under one id."""
PERSISTENT = 0.7
"""The share of clients that retry when the outcome of a request is unknown."""
SURPLUS = 3
"""Transactions to make for one that says its timestamp; every other one does."""
START = int(time.time() * 1000) - 6 * 3_600_000
"""Epoch milliseconds of the first transaction that says its timestamp: hours ago, so that profiles count them all."""
CUSTOMERS, TERMINALS, SKEW = 100, 20, 3
"""Of each part of the traffic; the first of them make a fifth of its payments, and a third."""

AMOUNTS = (
    *map(Decimal, ("0", "0.01", "12.34", "4999.99", "5000", "5000.01", "9999.99", "10000", "10000.01", "25000")),
    Decimal("123456789012345678901234567890.12345678"),
)
MERCHANTS = ("Corner Bakery", "Café Zoë", "Buchhandlung am Markt", "Crypto Exchange", "OFFSHORE Holdings", None)
CURRENCIES = ("EUR", "USD", "GBP", "JPY", "SEK")
"""Some in which an amount of the rules is large, and some in which it is not."""
METADATA: tuple[Mapping[str, Any], ...] = (
    {"channel": "online", "try": 3},
    {"channel": 7, "try": "3"},
    {"vip": True, "note": None, "risk score": Decimal("0.10000000000000000001")},
    {},
)
"""Every kind of value, one key in two kinds among them."""
BAD: tuple[RequestFields, ...] = (
    {"amount": Decimal(-1)},
    {"amount": "12"},
    {"merchant": ""},
    {"timestamp": -1},
    {"currency": "euro"},
    {"surprise": True},
    {"metadata": {"nested": {}}},
    {"metadata": {"Card-Number": "4111"}},
)


@dataclass(frozen=True, kw_only=True)
class TrafficMix:
    """The number of transactions in a hundred that are sent in each special way; all others are posted once."""

    repeats: int = 6
    races: int = 2
    conflicts: int = 2
    racing_conflicts: int = 0
    bad: int = 2
    times_vary: bool = False
    """True if repeats may leave out the timestamp, and conflicts may differ in it alone."""
    times_race: bool = False
    """The same for requests that race: to DynamoDB two timestamps are two keys, which Ingestion cannot match."""


def single_requests(mix: TrafficMix) -> Traffic:
    """Return traffic in which each transaction is a case by itself."""

    def traffic(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
        chance = random.Random(f"{seed} {label} traffic")  # noqa: S311 -- not a secret
        for number in range(count):
            yield _case(random_transaction(f"{label}-{number:06}", START + number, chance), chance, mix)

    return traffic


def batch_requests(mix: TrafficMix, size: int) -> Traffic:
    """Return the same traffic in batches of this size; in a batch each transaction must say its timestamp."""

    def traffic(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
        every = (_requests(case) for case in single_requests(mix)(label, SURPLUS * count, seed))
        timed = islice((requests for requests in every if "timestamp" in requests[0]), count)
        while together := list(islice(timed, size)):
            batch = Post(requests=tuple(each for requests in together for each in requests), route="batch")
            yield TrafficCase(steps=((batch,),), transactions=len(together))

    return traffic


def interleaved(*parts: Traffic) -> Traffic:
    """Return traffic whose cases come from each part in turn, with an equal share of transactions from each."""

    def traffic(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
        share = -(-count // len(parts))
        for cases in zip_longest(*(part(f"{label}-{number}", share, seed) for number, part in enumerate(parts))):
            yield from filter(None, cases)

    return traffic


def random_transaction(transaction_id: str, timestamp: int, chance: random.Random) -> dict[str, Any]:
    """Return a random transaction; every other one says its timestamp.

    Its customer and terminal, if it has any, are of its own part of the traffic: that whose label its id begins with.
    """
    merchant, crowd = chance.choice(MERCHANTS), re.split(r"-\d{6}", transaction_id)[0]
    optional = {
        "merchant": merchant,
        "timestamp": timestamp if chance.random() < 0.5 else None,
        "currency": chance.choice(CURRENCIES) if chance.random() < 0.5 else None,
        "customer_id": f"{crowd}-c-{_skewed(CUSTOMERS, chance)}" if chance.random() < 0.5 else None,
        "terminal_id": f"{crowd}-t-{_skewed(TERMINALS, chance)}" if chance.random() < 0.2 else None,
        "metadata": chance.choice(METADATA) if chance.random() < 0.2 else None,
    }
    given = {name: value for name, value in optional.items() if value is not None}
    return {"transaction_id": transaction_id, "amount": chance.choice(AMOUNTS), **given}


def conflicting_transaction(
    fields: RequestFields, chance: random.Random, *, times_vary: bool = False
) -> dict[str, Any]:
    """Return a transaction with the same id and other content."""
    changes: list[dict[str, Any]] = [{"amount": fields["amount"] + 1}, {"merchant": "Somebody Else"}]
    if times_vary and "timestamp" in fields:
        changes.append({"timestamp": fields["timestamp"] + 1})
    return {**fields, **chance.choice(changes)}


def _skewed(count: int, chance: random.Random) -> int:
    return int(count * chance.random() ** SKEW)


def _case(fields: dict[str, Any], chance: random.Random, mix: TrafficMix) -> TrafficCase:
    others = (fields,) * (RACERS - 1)
    conflicting = partial(conflicting_transaction, fields, chance)
    choices: tuple[tuple[int, bool, Callable[[], tuple[Mapping[str, Any], ...]]], ...] = (
        (mix.repeats, False, lambda: (fields, _repeat_of(fields, chance) if mix.times_vary else fields)),
        (mix.races, True, lambda: (*others, _repeat_of(fields, chance) if mix.times_race else fields)),
        (mix.conflicts, False, lambda: (fields, conflicting(times_vary=mix.times_vary))),
        (mix.racing_conflicts, True, lambda: (fields, conflicting(times_vary=mix.times_race), fields)),
        (mix.bad, False, lambda: ({**fields, **chance.choice(BAD)},)),
        (100, False, lambda: (fields,)),
    )
    persistent, draw = chance.random() < PERSISTENT, chance.randrange(100)
    bounds = accumulate(share for share, _, _ in choices)
    _, at_once, requests = next(choice for bound, choice in zip(bounds, choices, strict=True) if draw < bound)
    posts = tuple(single_post(each) for each in requests())
    return TrafficCase(steps=(posts,) if at_once else tuple((post,) for post in posts), persistent=persistent)


def _requests(case: TrafficCase) -> tuple[RequestFields, ...]:
    return tuple(each for post in case.posts for each in post.requests)


def _repeat_of(fields: RequestFields, chance: random.Random) -> dict[str, Any]:
    """Return the same transaction, perhaps without its timestamp."""
    left_out = "timestamp" if chance.random() < 0.5 else None
    return {name: value for name, value in fields.items() if name != left_out}
