"""A region has as many customers and terminals as it is told, and needs neither time nor memory to have them."""

import hashlib
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import LabelledTransaction, World, simulate_world
from simulation.day import DAY
from simulation.region import PAYMENTS, RATES, WEB_TERMINALS
from simulation.world import FEWEST_TERMINALS, MOST_CUSTOMERS

# Of 2,000 lines of the largest region from seed 42; it changes only with the simulation itself.
GOLDEN = "7b8da190cf02cd25bd83b2e13e332622cc221cfc52f0a86a95588704e83aacc7"
MEBIBYTE = 1 << 20
DAYS = 30

worlds = st.builds(
    World,
    seed=st.integers(-(2**70), 2**70),
    customers=st.integers(1, MOST_CUSTOMERS) | st.integers(1, 100),
    terminals=st.none() | st.integers(FEWEST_TERMINALS, 1000) | st.integers(FEWEST_TERMINALS, 1_000_000),
)


def written(run: Iterator[LabelledTransaction]) -> bytes:
    return b"".join(transaction.line() for transaction in run)


@pytest.fixture(scope="module")
def month() -> Sequence[LabelledTransaction]:
    """Return a month of 320 customers, twenty of each rate."""
    return list(simulate_world(World(seed=3, customers=20 * len(RATES)), days=DAYS))


@given(world=worlds, count=st.integers(1, 60))
def test_any_region_gives_the_same_bytes_again_and_a_shorter_run_is_the_beginning(world: World, count: int) -> None:
    longer = written(simulate_world(world, count=count + 20))

    assert longer == written(simulate_world(world, count=count + 20))
    assert longer.startswith(written(simulate_world(world, count=count)))


@given(world=worlds)
def test_nobody_and_no_terminal_beyond_the_numbers_that_were_asked_for(world: World) -> None:
    run = list(simulate_world(world, count=100))

    assert len({transaction.customer_id for transaction in run}) <= (world.customers or 0)
    assert len({transaction.terminal_id for transaction in run}) <= world.number_of_terminals
    assert all(transaction.amount > 0 for transaction in run)


def test_a_seed_gives_the_bytes_it_always_gave() -> None:
    run = simulate_world(World(seed=42, customers=MOST_CUSTOMERS), count=2000)

    assert hashlib.sha256(written(run)).hexdigest() == GOLDEN


def test_every_setting_makes_another_world() -> None:
    worlds = [
        World(seed=1),
        World(seed=1, customers=200),
        World(seed=2, customers=200),
        World(seed=1, customers=201),
        World(seed=1, customers=200, terminals=100),
        World(seed=1, customers=200, start=1_800_000_000_000),
    ]

    assert len({written(simulate_world(world, count=20)) for world in worlds}) == len(worlds)


def test_each_customer_and_nearly_each_terminal_is_met_in_time() -> None:
    run = list(simulate_world(World(seed=5, customers=300, terminals=100), days=45))

    assert len({transaction.customer_id for transaction in run}) == 300
    assert 95 <= len({transaction.terminal_id for transaction in run}) <= 100


def test_the_web_has_as_many_terminals_as_the_sum_reckons_with() -> None:
    run = simulate_world(World(seed=5, customers=1000), count=20_000)

    assert (
        len({transaction.terminal_id for transaction in run if str(transaction.terminal_id)[0] == "W"}) == WEB_TERMINALS
    )


def test_a_day_has_two_payments_for_each_customer_beside_fraud(month: Sequence[LabelledTransaction]) -> None:
    everyday = [transaction for transaction in month if not transaction.fraudulent and transaction.amount < 1000]

    assert len(everyday) == pytest.approx(PAYMENTS * 20 * len(RATES) * DAYS, rel=0.03)


def test_some_customers_pay_often_and_some_seldom(month: Sequence[LabelledTransaction]) -> None:
    counts = sorted(Counter(transaction.customer_id for transaction in month).values())
    seldom, often = counts[: len(counts) // 4], counts[-len(counts) // 4 :]

    assert sum(seldom) / len(seldom) / DAYS < 1
    assert sum(often) / len(often) / DAYS > 3


def test_two_to_four_in_a_hundred_are_fraud_of_every_kind(month: Sequence[LabelledTransaction]) -> None:
    labels = Counter(transaction.label for transaction in month if transaction.fraudulent)

    assert set(labels) == {"burst", "compromised_terminal", "out_of_pattern"}
    assert 0.02 < sum(labels.values()) / len(month) < 0.04


@pytest.mark.parametrize(("customers", "terminals"), [(1, 63), (50, 5000), (5000, 63)])
def test_every_kind_of_fraud_happens_however_few_and_far_the_terminals_are(customers: int, terminals: int) -> None:
    run = simulate_world(World(seed=1, customers=customers, terminals=terminals), count=1500)

    assert {each.label for each in run if each.fraudulent} == {"burst", "compromised_terminal", "out_of_pattern"}


@pytest.mark.parametrize("customers", [None, 1, 3000])
def test_days_end_where_the_next_day_begins(customers: int | None) -> None:
    world = World(seed=1, customers=customers)
    first, second = (list(islice(simulate_world(world, days=days), 200_000)) for days in (1, 2))
    start = world.first_millisecond

    assert second[: len(first)] == first
    assert all(start <= transaction.timestamp < start + DAY for transaction in first)
    assert all(start + DAY <= transaction.timestamp < start + 2 * DAY for transaction in second[len(first) :])


def test_whichever_of_count_and_days_ends_first_ends_the_run() -> None:
    world = World(seed=1)

    assert len(list(simulate_world(world, count=10, days=1))) == 10
    assert len(list(simulate_world(world, count=10**9, days=1))) == len(list(simulate_world(world, days=1)))


def test_a_million_customers_take_no_more_memory_than_a_few() -> None:
    tracemalloc.start()
    try:
        for _ in simulate_world(World(seed=1, customers=MOST_CUSTOMERS), count=5000):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 16 * MEBIBYTE
