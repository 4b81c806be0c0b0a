"""Shards are the same for ever, since rows are stored under them, and take equal shares, whatever ids look like."""

from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest

from handlers.contract.shard import shard_of

WRITES_A_SECOND = 1_000
"""Of one key of an index; what it does not take holds up the row's own write: DynamoDB's guide, "Partitions"."""

ALERTS_A_SECOND, UNITS = 1_000, 3
"""A hot day's alerts, and write units of one of 3 KB in the index, where most take less than one."""


@pytest.mark.parametrize(
    "name",
    [
        str,
        lambda number: f"order-{number:012}",
        lambda number: str(UUID(int=number << 64)),
        lambda number: "x" * number,
    ],
    ids=["numbers", "orders", "uuids", "lengths"],
)
def test_a_hot_day_throttles_no_score(name: Callable[[int], str]) -> None:
    shares = Counter(shard_of(name(number)) for number in range(4_000))
    assert shares.keys() == {"0", "1", "2", "3"}
    most = max(shares.values()) / 4_000
    assert most * ALERTS_A_SECOND * UNITS < WRITES_A_SECOND


@pytest.mark.parametrize(("name", "shard"), [("tx-1", "0"), ("", "2"), ("\u00e4", "3")])
def test_an_id_stays_in_its_shard(name: str, shard: str) -> None:
    assert shard_of(name) == shard
