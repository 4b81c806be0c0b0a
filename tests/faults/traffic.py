"""The traffic of a campaign: transactions at every edge of the rules, repeats, races, conflicts, bad requests."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import accumulate, islice
from typing import Any, Literal

Manner = Literal["one by one", "at once", "in a batch"]
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
BAD: tuple[Mapping[str, Any], ...] = (
    {"amount": Decimal(-1)},
    {"amount": "12"},
    {"merchant": ""},
    {"timestamp": -1},
    {"currency": "euro"},
    {"surprise": True},
    {"metadata": {"nested": {}}},
)


@dataclass(frozen=True, kw_only=True)
class Mix:
    """Of a hundred transactions, how many come in which special way; the rest are posted once."""

    repeats: int = 6
    races: int = 2
    conflicts: int = 2
    racing_conflicts: int = 0
    bad: int = 2
    times_vary: bool = False
    """Whether repeats may leave out the timestamp, and conflicts differ in nothing else: Ingestion tells these apart as
    long as nothing fails."""
    times_race: bool = False
    """The same at once, where Ingestion cannot tell them apart: to DynamoDB they are two keys."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """Requests that belong together; `persistent` clients try again where the outcome is unknown."""

    requests: tuple[Mapping[str, Any], ...]
    manner: Manner = "one by one"
    persistent: bool = True
    transactions: int = 1


def cases(kind: str, count: int, mix: Mix, seed: int) -> Iterator[Case]:
    """So many transactions, each a case by itself; the same for the same arguments."""
    chance = random.Random(f"{seed} {kind} traffic")  # noqa: S311 -- not a secret
    for number in range(count):
        yield _case(_transaction(f"{kind}-{number:06}", START + number, chance), chance, mix)


def batches(kind: str, count: int, mix: Mix, seed: int, size: int) -> Iterator[Case]:
    """The same transactions, so many to a request; in a batch each must say its time."""
    every = cases(kind, SURPLUS * count, mix, seed)
    timed = islice((case for case in every if "timestamp" in case.requests[0]), count)
    while together := list(islice(timed, size)):
        requests = tuple(request for case in together for request in case.requests)
        yield Case(requests=requests, manner="in a batch", transactions=len(together))


def _case(fields: dict[str, Any], chance: random.Random, mix: Mix) -> Case:
    other = partial(_other, fields, chance)
    ways: tuple[tuple[int, Manner, Callable[[], tuple[Mapping[str, Any], ...]]], ...] = (
        (mix.repeats, "one by one", lambda: (fields, _again(fields, chance) if mix.times_vary else fields)),
        (
            mix.races,
            "at once",
            lambda: (*(fields,) * (RACERS - 1), _again(fields, chance) if mix.times_race else fields),
        ),
        (mix.conflicts, "one by one", lambda: (fields, other(times_vary=mix.times_vary))),
        (mix.racing_conflicts, "at once", lambda: (fields, other(times_vary=False), fields)),
        (mix.bad, "one by one", lambda: ({**fields, **chance.choice(BAD)},)),
        (100, "one by one", lambda: (fields,)),
    )
    persistent, draw = chance.random() < PERSISTENT, chance.randrange(100)
    bounds = accumulate(share for share, _, _ in ways)
    _, manner, requests = next(way for bound, way in zip(bounds, ways, strict=True) if draw < bound)
    return Case(requests=requests(), manner=manner, persistent=persistent)


def _transaction(identity: str, moment: int, chance: random.Random) -> dict[str, Any]:
    merchant = chance.choice(MERCHANTS)
    optional = {
        "merchant": merchant,
        "timestamp": moment if chance.random() < 0.5 else None,
        "customer_id": f"c-{chance.randrange(1000)}" if chance.random() < 0.5 else None,
        "metadata": {"channel": "online", "try": chance.randrange(9)} if chance.random() < 0.2 else None,
    }
    given = {name: value for name, value in optional.items() if value is not None}
    return {"transaction_id": identity, "amount": chance.choice(AMOUNTS), **given}


def _again(fields: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same transaction; the second time the client may leave out when it was."""
    left_out = "timestamp" if chance.random() < 0.5 else None
    return {name: value for name, value in fields.items() if name != left_out}


def _other(fields: Mapping[str, Any], chance: random.Random, *, times_vary: bool) -> dict[str, Any]:
    """Another transaction under the same id."""
    changes: list[dict[str, Any]] = [{"amount": fields["amount"] + 1}, {"merchant": "Somebody Else"}]
    if times_vary and "timestamp" in fields:
        changes.append({"timestamp": fields["timestamp"] + 1})
    return {**fields, **chance.choice(changes)}
