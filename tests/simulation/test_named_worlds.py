"""Named worlds keep what they say of themselves: fields, shares of fraud, delays of labels."""

import hashlib
import os
import subprocess
import sys
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest

from simulation import LEGITIMATE, WORLDS, World, simulate_world
from tests.simulation.named_worlds import DAY, run_of

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from simulation import WORLDS, World, simulate_world
for name in WORLDS:
    for transaction in simulate_world(World(seed=42, name=name, customers=100, terminals=100), count=1500):
        sys.stdout.buffer.write(transaction.line())
"""
# Of 1,500 lines of each world from seed 42; it changes only with the simulation itself.
GOLDEN = "237c67595591e239613a212e59c51355a83cd1f81c1639e1a7d7c194af760eca"
MEBIBYTE = 1 << 20
CARRIES = {
    "high_street": {"terminal", "card", "currency"},
    "corner_shops": {"terminal", "card", "currency"},
    "kiosks": {"terminal", "card", "currency"},
    "web_shop": {"card", "device", "currency"},
    "wallet": {"device", "currency"},
    "travel": {"terminal", "card", "currency"},
    "plain": set[str](),
    "quiet": {"terminal", "card", "device", "currency"},
}
LABELS_AFTER = {"high_street": 7, "corner_shops": 7, "kiosks": 2, "wallet": 0, "travel": 14, "quiet": 3}
"""Days at least; of the other worlds nobody reports labels."""

worlds = pytest.mark.parametrize("name", WORLDS)


def lines(name: str, count: int, seed: int = 42) -> bytes:
    run = simulate_world(World(seed=seed, name=name, customers=100, terminals=100), count=count)
    return b"".join(transaction.line() for transaction in run)


def test_a_seed_gives_the_bytes_it_always_gave_in_any_process() -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    elsewhere = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True, capture_output=True).stdout

    assert elsewhere == b"".join(lines(name, 1500) for name in WORLDS)
    assert hashlib.sha256(elsewhere).hexdigest() == GOLDEN


@worlds
def test_a_shorter_run_is_the_beginning_of_a_longer_one(name: str) -> None:
    assert lines(name, 900).startswith(lines(name, 400))


@worlds
def test_seeds_and_worlds_share_no_customer(name: str) -> None:
    def customers(name: str, seed: int) -> set[str]:
        return {each.customer_id for each in simulate_world(World(seed=seed, name=name), count=300)}

    assert not customers(name, 3) & customers(name, 4)
    assert all(not customers(name, 3) & customers(other, 3) for other in WORLDS if other != name)


@worlds
def test_time_only_goes_forward_and_ids_are_unique(name: str) -> None:
    run = run_of(name)

    assert all(earlier.timestamp < later.timestamp for earlier, later in pairwise(run))
    assert len({transaction.transaction_id for transaction in run}) == len(run)
    assert all(transaction.amount > 0 for transaction in run)


@worlds
def test_every_payment_carries_what_its_world_has_and_nothing_else(name: str) -> None:
    for transaction in run_of(name):
        carried = {field for field in ("terminal", "currency") if f'"{field}'.encode() in transaction.request()}
        carried |= {key.split("_")[0] for key in transaction.metadata or {}}
        assert carried == CARRIES[name]


@worlds
def test_every_kind_of_fraud_comes_and_no_other(name: str) -> None:
    assert {transaction.label for transaction in run_of(name)} == {LEGITIMATE, *WORLDS[name].fraud}


@worlds
def test_fraud_has_the_share_that_its_world_says(name: str) -> None:
    run = run_of(name)
    share = sum(transaction.fraudulent for transaction in run) / len(run)

    assert share == pytest.approx(sum(WORLDS[name].fraud.values()) / 100_000, rel=0.4)


def test_worlds_have_from_one_fraud_in_a_thousand_to_thirty() -> None:
    shares = sorted(sum(traffic.fraud.values()) for traffic in WORLDS.values())

    assert (shares[0], shares[-1]) == (100, 3000)


@worlds
def test_a_label_is_received_after_its_delay_and_only_for_fraud(name: str) -> None:
    delays = [
        (transaction.fraudulent, (transaction.label_received - transaction.timestamp) / DAY)
        for transaction in run_of(name)
        if transaction.label_received is not None
    ]

    assert all(fraudulent for fraudulent, _ in delays)
    assert len(delays) == (sum(each.fraudulent for each in run_of(name)) if name in LABELS_AFTER else 0)
    assert all(delay >= LABELS_AFTER[name] for _, delay in delays)


@pytest.mark.parametrize("name", ["high_street", "corner_shops"])
def test_some_labels_come_after_seven_days_exactly(name: str) -> None:
    delays = {each.label_received - each.timestamp for each in run_of(name) if each.label_received is not None}

    assert delays == {7 * DAY}


def test_a_line_says_when_its_label_is_received() -> None:
    fraud = next(transaction for transaction in run_of("wallet") if transaction.fraudulent)

    assert fraud.line().endswith(f',"label":"{fraud.label}","label_received":{fraud.label_received}}}\n'.encode())
    assert b"label" not in fraud.request()


def test_a_million_customers_take_little_memory() -> None:
    run = simulate_world(World(seed=1, name="quiet", customers=1_000_000), count=1500)
    next(run)
    tracemalloc.start()
    try:
        for _ in run:
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 16 * MEBIBYTE


def test_an_unknown_name_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(
        ValueError,
        match=r"^name must be one of high_street, .*, quiet, handbook, households, registrations, not 'moon'$",
    ):
        World(seed=1, name="moon")
