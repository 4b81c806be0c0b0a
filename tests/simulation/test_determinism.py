import hashlib
import os
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from simulation import DEFAULT_START, simulate

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from simulation import simulate
for transaction in simulate(%d, %d):
    sys.stdout.buffer.write(transaction.line())
"""
# Of 1,000 lines from seed 42 and 20,000 from seed 7 (three weeks), on any machine and with any Python; they change
# only with the simulation itself.
GOLDEN = "d6fc7ad49eccf06fa86bae2c9454ddf305aa391ac63ee62c9074418e7d620d2c"
GOLDEN_WEEKS = "bcf57bfa6c715b7e06ff1d041f0c1264c48016a8a2d2ba9b3c41a74008cfeff2"
MEBIBYTE = 1 << 20


def written(count: int, seed: int, **arguments: datetime | int) -> bytes:
    return b"".join(transaction.line() for transaction in simulate(count, seed, **arguments))


def written_elsewhere(count: int, seed: int, *, hash_seed: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM % (count, seed)]
    return subprocess.run(command, env=environment, check=True, capture_output=True).stdout


def test_a_seed_gives_the_same_bytes_in_every_process() -> None:
    assert written_elsewhere(2000, 5, hash_seed="1") == written_elsewhere(2000, 5, hash_seed="2") == written(2000, 5)


def test_a_seed_gives_the_bytes_it_always_gave() -> None:
    assert hashlib.sha256(written(1000, 42)).hexdigest() == GOLDEN
    assert hashlib.sha256(written(20_000, 7)).hexdigest() == GOLDEN_WEEKS


def test_seeds_give_different_transactions_whatever_their_sign() -> None:
    assert len({written(10, seed) for seed in (-2, -1, 0, 1, 2, 2**70)}) == 6


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    assert written(2000, 3).startswith(written(700, 3))


def test_a_start_is_the_same_moment_as_datetime_and_as_milliseconds() -> None:
    assert written(50, 1, start=datetime(2025, 6, 1, 12, tzinfo=UTC)) == written(50, 1, start=1_748_779_200_000)


def test_the_run_begins_at_its_start() -> None:
    start = int(DEFAULT_START.timestamp()) * 1000

    assert start <= next(simulate(1, 1)).timestamp < start + 3_600_000


def test_transactions_come_lazily_however_many_are_asked_for() -> None:
    assert len(list(islice(simulate(10**15, 1), 3))) == 3


def test_memory_does_not_grow_with_the_run() -> None:
    run = simulate(10**9, 1)
    next(run)
    tracemalloc.start()
    try:
        for _ in islice(run, 5000):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < MEBIBYTE
