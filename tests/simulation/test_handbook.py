"""The handbook's world is what the book says of it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import fmean, pstdev

import pytest

from simulation import HANDBOOK_START, LEGITIMATE, LabelledTransaction, World, simulate_world
from simulation.chance import Chance
from simulation.day import DAY
from simulation.handbook.distributions import normal, poisson, poisson_table
from simulation.handbook.payments import CAPTURED_FOR, LEAKED_FOR

START = int(HANDBOOK_START.timestamp()) * 1000
DAYS = 60
# Of 1,000 lines from seed 42, on any machine and with any Python; it changes only with the simulation itself.
GOLDEN = "f6aeba193b93918453da512fc6c1b420e4f7e5defe0c12603897c446bcd4f3f3"


@pytest.fixture(scope="module")
def run() -> Sequence[LabelledTransaction]:
    """Return sixty days of a tenth of the book's customers and terminals."""
    return list(simulate_world(World(seed=7, name="handbook", customers=500), days=DAYS))


def day_of(transaction: LabelledTransaction) -> int:
    return (transaction.timestamp - START) // DAY


def frauds(run: Sequence[LabelledTransaction], label: str) -> Sequence[LabelledTransaction]:
    return [each for each in run if each.label == label]


def test_a_seed_gives_the_bytes_it_always_gave_and_a_shorter_run_begins_a_longer_one() -> None:
    lines = [each.line() for each in simulate_world(World(seed=42, name="handbook", customers=200), count=1000)]
    fewer = simulate_world(World(seed=42, name="handbook", customers=200), count=300)

    assert hashlib.sha256(b"".join(lines)).hexdigest() == GOLDEN
    assert [each.line() for each in fewer] == lines[:300]


def test_it_has_the_books_customers_terminals_and_first_day() -> None:
    world = World(seed=1, name="handbook")

    assert (world.number_of_customers, world.number_of_terminals) == (5000, 10_000)
    assert world.first_millisecond == datetime(2018, 4, 1, tzinfo=UTC).timestamp() * 1000
    assert World(seed=1, name="handbook", customers=500).number_of_terminals == 1000


def test_time_goes_forward_and_payments_carry_customer_and_terminal_alone(run: Sequence[LabelledTransaction]) -> None:
    assert all(earlier.timestamp < later.timestamp for earlier, later in pairwise(run))
    assert len({each.transaction_id for each in run}) == len(run)
    assert all(each.amount > 0 and each.terminal_id for each in run)
    assert all(each.metadata is None and each.currency is None for each in run)


def test_a_customer_pays_twice_a_day_on_average_and_none_more_than_four_times(
    run: Sequence[LabelledTransaction],
) -> None:
    paid = [count / DAYS for count in Counter(each.customer_id for each in run).values()]

    assert fmean(paid) == pytest.approx(2 * 0.97, rel=0.1)  # 3 % of the times lie outside of their day
    assert max(paid) < 4 * 1.2


def test_a_customer_pays_at_the_terminals_that_are_near(run: Sequence[LabelledTransaction]) -> None:
    used = defaultdict[str, set[str | None]](set)
    for each in run:
        used[each.customer_id].add(each.terminal_id)

    assert max(map(len, used.values())) < 120
    assert len(set[str | None]().union(*used.values())) > 900


def test_most_payments_are_made_around_noon(run: Sequence[LabelledTransaction]) -> None:
    hours = [each.timestamp % DAY / DAY * 24 for each in run]

    assert fmean(hours) == pytest.approx(12, abs=0.1)
    assert pstdev(hours) == pytest.approx(20_000 / 3600, rel=0.1)


def test_every_large_amount_is_fraud_and_says_so(run: Sequence[LabelledTransaction]) -> None:
    assert all(each.fraudulent for each in run if each.amount > 220)
    assert all(each.amount > 220 for each in frauds(run, "large_amount"))


def test_all_that_is_paid_at_a_captured_terminal_is_fraud_for_four_weeks(run: Sequence[LabelledTransaction]) -> None:
    by_terminal = defaultdict[str | None, list[LabelledTransaction]](list)
    for each in run:
        by_terminal[each.terminal_id].append(each)

    for terminal in {each.terminal_id for each in frauds(run, "captured_terminal")}:
        days = [day_of(each) for each in by_terminal[terminal] if each.label == "captured_terminal"]
        if days[-1] - days[0] < CAPTURED_FOR:
            meanwhile = [each for each in by_terminal[terminal] if days[0] <= day_of(each) <= days[-1]]
            assert all(each.fraudulent for each in meanwhile)


def test_a_third_of_a_leaked_cards_payments_is_five_times_as_large(run: Sequence[LabelledTransaction]) -> None:
    thieves = frauds(run, "leaked_card")
    honest = fmean(float(each.amount) for each in run if each.label == LEGITIMATE)
    first = {each.customer_id: day_of(each) for each in reversed(thieves)}
    meanwhile = [
        each
        for each in run
        if each.customer_id in first and 0 < day_of(each) - first[each.customer_id] < LEAKED_FOR - 3
    ]

    assert fmean(float(each.amount) for each in thieves) == pytest.approx(5 * honest, rel=0.25)
    assert 0.2 < len(frauds(meanwhile, "leaked_card")) / len(meanwhile) < 0.4


def test_frauds_have_the_books_share_once_a_month_has_passed_and_labels_come_after_a_week(
    run: Sequence[LabelledTransaction],
) -> None:
    later = [each for each in run if day_of(each) >= CAPTURED_FOR]
    received = {each.label_received - each.timestamp for each in run if each.label_received is not None}

    assert fmean(each.fraudulent for each in later) == pytest.approx(0.0085, rel=0.3)
    assert received == {7 * DAY}
    assert all((each.label_received is not None) == each.fraudulent for each in run)


def test_the_distributions_have_the_moments_that_they_say() -> None:
    chance = Chance(1)
    normals = [normal(chance, 1_000_000, 500_000) for _ in range(40_000)]
    table = poisson_table(2500)
    numbers = [poisson(chance, table) for _ in range(40_000)]

    assert fmean(normals) == pytest.approx(1_000_000, rel=0.01)
    assert pstdev(normals) == pytest.approx(500_000, rel=0.02)
    assert fmean(each > 2_200_000 for each in normals) == pytest.approx(0.0082, rel=0.2)  # beyond 2.4 deviations
    assert fmean(numbers) == pytest.approx(2.5, rel=0.02)
    assert pstdev(numbers) ** 2 == pytest.approx(2.5, rel=0.05)
    assert numbers.count(0) / len(numbers) == pytest.approx(0.0821, rel=0.05)


def test_who_pays_never_and_who_has_no_terminal_near_are_left_out() -> None:
    assert {poisson(Chance(seed), poisson_table(0)) for seed in range(50)} == {0}
    few = list(simulate_world(World(seed=3, name="handbook", customers=1, terminals=63), days=30))

    assert all(each.terminal_id for each in few)
