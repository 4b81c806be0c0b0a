"""The worlds of households and of registrations: what they carry, what is fraud there, and the same bytes for ever."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import pytest

from simulation import LEGITIMATE, LabelledTransaction, World, simulate_world
from simulation.day import DAY
from simulation.households.categories import CATEGORIES

# Of 1,000 lines from seed 42, on any machine and with any Python; they change only with the simulation itself.
GOLDEN = {
    "households": "e51d16d857e4d2ab407dd295fd46ce427c6caa23eb0e694c79d875581a813bbc",
    "registrations": "f056aa2e82cdd148b93584910c809e81be28a471efa75cfa346ba9154df37ca4",
}


@pytest.fixture(scope="module")
def runs() -> dict[str, Sequence[LabelledTransaction]]:
    """Return sixty days of both."""
    return {name: list(simulate_world(World(seed=7, name=name, customers=200), days=60)) for name in GOLDEN}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_seed_gives_the_bytes_it_always_gave_and_a_shorter_run_begins_a_longer_one(name: str) -> None:
    lines = [each.line() for each in simulate_world(World(seed=42, name=name, customers=100), count=1000)]
    fewer = simulate_world(World(seed=42, name=name, customers=100), count=300)

    assert hashlib.sha256(b"".join(lines)).hexdigest() == GOLDEN[name]
    assert [each.line() for each in fewer] == lines[:300]


@pytest.mark.parametrize("name", GOLDEN)
def test_time_goes_forward_and_labels_come_after_a_week(
    runs: dict[str, Sequence[LabelledTransaction]], name: str
) -> None:
    run = runs[name]

    assert all(earlier.timestamp < later.timestamp for earlier, later in pairwise(run))
    assert len({each.transaction_id for each in run}) == len(run)
    assert all(each.terminal_id is None for each in run)
    assert all(each.label_received == (each.timestamp + 7 * DAY if each.fraudulent else None) for each in run)


def test_households_pay_in_categories_and_a_thief_empties_a_card_within_two_days(
    runs: dict[str, Sequence[LabelledTransaction]],
) -> None:
    run, times = runs["households"], defaultdict[str, list[int]](list)
    for each in run:
        if each.fraudulent:
            times[each.customer_id].append(each.timestamp)

    assert {(each.metadata or {})["category"] for each in run} == {each.name for each in CATEGORIES}
    assert 0.002 < sum(map(len, times.values())) / len(run) < 0.01
    assert median(max(each) - min(each) for each in times.values()) < 2 * DAY


def test_registrations_have_no_amount_and_every_customer_is_new_and_counted_on(
    runs: dict[str, Sequence[LabelledTransaction]],
) -> None:
    run = runs["registrations"]
    numbers = [int(each.customer_id.removeprefix("U-")) for each in run]

    assert all(each.amount == 0 and each.merchant == "registration" for each in run)
    assert numbers == list(range(numbers[0], numbers[0] + len(run)))
    assert 0.02 < sum(each.fraudulent for each in run) / len(run) < 0.08


@pytest.mark.parametrize("key", ["email_domain", "user_agent", "country"])
def test_no_value_of_a_registration_is_fraud_alone_but_those_of_small_mail_providers(
    runs: dict[str, Sequence[LabelledTransaction]], key: str
) -> None:
    of_value = defaultdict[str, list[bool]](list)
    for each in runs["registrations"]:
        of_value[(each.metadata or {})[key]].append(each.fraudulent)
    common = {value: found for value, found in of_value.items() if len(found) >= 500}

    assert common
    assert all(sum(found) < len(found) / 4 for found in common.values())


def test_people_register_from_networks_that_machines_use(runs: dict[str, Sequence[LabelledTransaction]]) -> None:
    networks = {True: set[str](), False: set[str]()}
    for each in runs["registrations"]:
        networks[each.label == LEGITIMATE].add((each.metadata or {})["ip"].rpartition(".")[0])

    assert len(networks[True] & networks[False]) > len(networks[False]) / 4
