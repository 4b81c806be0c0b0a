"""Contests: several clients send one id, singly and in batches, beside other ids that only one client sends."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chaos.ledger import RequestFields
from chaos.traffic.cases import Post, Traffic, TrafficCase, single_post
from chaos.traffic.transactions import PERSISTENT, START, conflicting_transaction, random_transaction

RequestForm = Literal["batch", "single"]

FORMS_OF_CONTESTS: tuple[tuple[RequestForm, ...], ...] = (
    ("batch", "batch"),
    ("batch", "single"),
    ("single", "batch"),
    ("single", "single"),
    ("batch", "single", "batch"),
)
"""The forms in which the clients of one contest send the id, in this order where they come one after the other."""
MOST_RACERS = max(map(len, FORMS_OF_CONTESTS))
MOST_CONTESTED, MOST_NEIGHBOURS = 8, 4
"""Ids in a batch, contested and not."""
ANOTHER = 0.7
"""The share of later clients that send other content; the others repeat the first one's."""
UNTIMED = 0.3
"""The share of single requests without a timestamp, where timestamps may differ."""
REPEATED = 0.5
"""The share of contests after which every client sends its request again."""


@dataclass(frozen=True, kw_only=True)
class ContestMix:
    """The mix of contests; in a share of them (`at_once`, 0 to 1) all clients send at the same time."""

    at_once: float
    times_differ: bool = False


def contested_traffic(contest: ContestMix) -> Traffic:
    """Return traffic in which some ids of each case are contested."""

    def traffic(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
        chance = random.Random(f"{seed} {label} contests")  # noqa: S311 -- not a secret
        number = 0
        while number < count:
            case = _case(f"{label}-{number:06}", START + 10 * number, chance, contest)
            number += case.transactions
            yield case

    return traffic


def _case(identity: str, timestamp: int, chance: random.Random, contest: ContestMix) -> TrafficCase:
    forms = chance.choice(FORMS_OF_CONTESTS)
    contested = chance.randint(1, MOST_CONTESTED) if "batch" in forms else 1
    firsts = [_timed(f"{identity}-{number}", timestamp + number, chance) for number in range(contested)]
    posts, transactions = list[Post](), contested
    for number, form in enumerate(forms):
        versions = [_version(fields, number, form, chance, contest) for fields in firsts]
        if form == "single":
            posts.append(single_post(chance.choice(versions)))
        else:
            neighbours = _neighbours(f"{identity}-{number}", timestamp, chance)
            transactions += len(neighbours)
            posts.append(_batch([*versions, *neighbours], chance))
    alone = [(post,) for post in posts]
    steps = [tuple(posts)] if chance.random() < contest.at_once else alone
    again = alone if chance.random() < REPEATED else []
    return TrafficCase(steps=(*steps, *again), persistent=chance.random() < PERSISTENT, transactions=transactions)


def _version(
    fields: RequestFields, number: int, form: RequestForm, chance: random.Random, contest: ContestMix
) -> Mapping[str, Any]:
    """Return one client's transaction under the id; the first client sends the original one."""
    version = conflicting_transaction(fields, chance) if number and chance.random() < ANOTHER else dict(fields)
    if contest.times_differ:
        version["timestamp"] += chance.choice((0, number))
        if form == "single" and chance.random() < UNTIMED:
            del version["timestamp"]
    return version


def _neighbours(identity: str, timestamp: int, chance: random.Random) -> list[RequestFields]:
    count = chance.randint(1, MOST_NEIGHBOURS)
    return [_timed(f"{identity}-neighbour-{number}", timestamp, chance) for number in range(count)]


def _timed(identity: str, timestamp: int, chance: random.Random) -> dict[str, Any]:
    return {**random_transaction(identity, timestamp, chance), "timestamp": timestamp}


def _batch(requests: Sequence[RequestFields], chance: random.Random) -> Post:
    return Post(requests=tuple(chance.sample(requests, len(requests))), route="batch")
