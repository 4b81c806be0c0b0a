"""The traffic of a campaign: transactions at every edge of the rules, repeats, races, conflicts, bad requests."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import accumulate, islice, zip_longest
from typing import Any

from chaos.traffic.cases import Post, RequestFields, Traffic, TrafficCase, single_post

RACERS = 3
"""Requests that race under one id."""
PERSISTENT = 0.7
"""The share of clients that try again when they do not know what came of a request."""
SURPLUS = 3
"""Of which share of the transactions at least one says its time, as every other does."""
START = 1_790_000_000_000
"""Epoch milliseconds of the first transaction that says its time."""

AMOUNTS = (
    *map(Decimal, ("0", "0.01", "12.34", "4999.99", "5000", "5000.01", "9999.99", "10000", "10000.01", "25000")),
    Decimal("123456789012345678901234567890.12345678"),
)
MERCHANTS = ("Corner Bakery", "Café Zoë", "Buchhandlung am Markt", "Crypto Exchange", "OFFSHORE Holdings", None)
BAD: tuple[RequestFields, ...] = (
    {"amount": Decimal(-1)},
    {"amount": "12"},
    {"merchant": ""},
    {"timestamp": -1},
    {"currency": "euro"},
    {"surprise": True},
    {"metadata": {"nested": {}}},
)


@dataclass(frozen=True, kw_only=True)
class TrafficMix:
    """Of a hundred transactions, how many come in which special way; the rest are posted once."""

    repeats: int = 6
    races: int = 2
    conflicts: int = 2
    racing_conflicts: int = 0
    bad: int = 2
    times_vary: bool = False
    """Whether repeats may leave out the timestamp, and conflicts differ in nothing else."""
    times_race: bool = False
    """The same at once, where Ingestion cannot tell them apart: to DynamoDB they are two keys."""


def single_requests(mix: TrafficMix) -> Traffic:
    """Return traffic in which each transaction is a case by itself."""

    def traffic(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
        chance = random.Random(f"{seed} {label} traffic")  # noqa: S311 -- not a secret
        for number in range(count):
            yield _case(random_transaction(f"{label}-{number:06}", START + number, chance), chance, mix)

    return traffic


def batch_requests(mix: TrafficMix, size: int) -> Traffic:
    """Return the same traffic, so many transactions to a request; in a batch each must say its time."""

    def traffic(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
        every = (_requests(case) for case in single_requests(mix)(label, SURPLUS * count, seed))
        timed = islice((requests for requests in every if "timestamp" in requests[0]), count)
        while together := list(islice(timed, size)):
            batch = Post(requests=tuple(each for requests in together for each in requests), batch=True)
            yield TrafficCase(steps=((batch,),), transactions=len(together))

    return traffic


def interleaved(*parts: Traffic) -> Traffic:
    """Return traffic whose cases come from each part in turn, an equal share of the transactions from each."""

    def traffic(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
        share = -(-count // len(parts))
        for cases in zip_longest(*(part(f"{label}-{number}", share, seed) for number, part in enumerate(parts))):
            yield from filter(None, cases)

    return traffic


def random_transaction(identity: str, moment: int, chance: random.Random) -> dict[str, Any]:
    """Return a random transaction; every other one says its time."""
    merchant = chance.choice(MERCHANTS)
    optional = {
        "merchant": merchant,
        "timestamp": moment if chance.random() < 0.5 else None,
        "customer_id": f"c-{chance.randrange(1000)}" if chance.random() < 0.5 else None,
        "metadata": {"channel": "online", "try": chance.randrange(9)} if chance.random() < 0.2 else None,
    }
    given = {name: value for name, value in optional.items() if value is not None}
    return {"transaction_id": identity, "amount": chance.choice(AMOUNTS), **given}


def conflicting_transaction(
    fields: RequestFields, chance: random.Random, *, times_vary: bool = False
) -> dict[str, Any]:
    """Return another transaction under the same id."""
    changes: list[dict[str, Any]] = [{"amount": fields["amount"] + 1}, {"merchant": "Somebody Else"}]
    if times_vary and "timestamp" in fields:
        changes.append({"timestamp": fields["timestamp"] + 1})
    return {**fields, **chance.choice(changes)}


def _case(fields: dict[str, Any], chance: random.Random, mix: TrafficMix) -> TrafficCase:
    conflicting = partial(conflicting_transaction, fields, chance)
    ways: tuple[tuple[int, bool, Callable[[], tuple[Mapping[str, Any], ...]]], ...] = (
        (mix.repeats, False, lambda: (fields, _again(fields, chance) if mix.times_vary else fields)),
        (mix.races, True, lambda: (*(fields,) * (RACERS - 1), _again(fields, chance) if mix.times_race else fields)),
        (mix.conflicts, False, lambda: (fields, conflicting(times_vary=mix.times_vary))),
        (mix.racing_conflicts, True, lambda: (fields, conflicting(times_vary=mix.times_race), fields)),
        (mix.bad, False, lambda: ({**fields, **chance.choice(BAD)},)),
        (100, False, lambda: (fields,)),
    )
    persistent, draw = chance.random() < PERSISTENT, chance.randrange(100)
    bounds = accumulate(share for share, _, _ in ways)
    _, at_once, requests = next(way for bound, way in zip(bounds, ways, strict=True) if draw < bound)
    posts = tuple(single_post(each) for each in requests())
    return TrafficCase(steps=(posts,) if at_once else tuple((post,) for post in posts), persistent=persistent)


def _requests(case: TrafficCase) -> tuple[RequestFields, ...]:
    return tuple(each for step in case.steps if isinstance(step, tuple) for post in step for each in post.requests)


def _again(fields: RequestFields, chance: random.Random) -> dict[str, Any]:
    """Return the same transaction; the second time the client may leave out when it was."""
    left_out = "timestamp" if chance.random() < 0.5 else None
    return {name: value for name, value in fields.items() if name != left_out}
