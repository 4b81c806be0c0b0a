"""One terminal that takes all traffic, by simulation: threads wake in order, conditions hold, no payment is untold."""

from typing import Any

import pytest

from bench.aws.clock import LATENCIES
from bench.aws.versioned_table import VersionedTable
from bench.busy_simulation import KEY, simulate_terminal
from bench.virtual_threads import VirtualThreads
from handlers.aws.profile_statements import NO_VERSION, ProfileWrite
from handlers.aws.profile_store import ProfileStore


def test_whoever_wakes_first_runs_first_and_the_clock_jumps_to_it() -> None:
    threads, seen = VirtualThreads(), list[tuple[str, float]]()

    def work(name: str, *pauses: float) -> None:
        for pause in pauses:
            threads.sleep(pause)
            seen.append((name, threads.now))

    threads.start(0, lambda: work("a", 3, 3))
    threads.start(1, lambda: work("b", 1, 3))
    threads.run()

    assert seen == [("b", 2), ("a", 3), ("b", 5), ("a", 6)]


def test_work_that_is_mapped_goes_on_at_the_same_time() -> None:
    threads, found = VirtualThreads(), list[Any]()

    def wait(seconds: int) -> int:
        threads.sleep(seconds)
        return seconds * 10

    threads.start(
        0, lambda: found.extend([list(threads.map(wait, [3, 1, 2])), list(threads.map(wait, [])), threads.now])
    )
    threads.run()

    assert found == [[30, 10, 20], [], 3]


@pytest.mark.parametrize("mapped", [False, True])
def test_an_error_in_a_thread_is_raised(*, mapped: bool) -> None:
    threads = VirtualThreads()

    def fail(_: object) -> None:
        threads.sleep(1)
        raise ValueError("of the thread")

    threads.start(0, lambda: list(threads.map(fail, [1, 2])) if mapped else fail(1))
    with pytest.raises(ValueError, match="of the thread"):
        threads.run()


def test_of_two_writes_over_one_version_the_later_is_lost() -> None:
    threads, lost = VirtualThreads(), list[set[str]]()
    table = VersionedTable(threads)
    store = ProfileStore(table, "fraud-profiles-test")  # type: ignore[arg-type]  # it has the two calls

    def write(version: int, profile: bytes) -> None:
        lost.append(store.write([ProfileWrite("profile#terminal#T-1", version, profile, 0)]).lost)

    for at, version, profile in ((0, NO_VERSION, b"1"), (0.001, NO_VERSION, b"2"), (1, 1, b"3"), (1, 1, b"4")):
        threads.start(at, lambda version=version, profile=profile: write(version, profile))  # type: ignore[misc]  # the default binds
    threads.run()

    assert lost == [set(), {"profile#terminal#T-1"}, set(), {"profile#terminal#T-1"}]
    assert table.items["profile#terminal#T-1"]["profile"] == {"B": b"3"}
    assert table.written["profile#terminal#T-1"] == 1 + LATENCIES["BatchExecuteStatement"] / 2


def test_while_nothing_races_every_payment_is_in_the_profile() -> None:
    run = simulate_terminal(rate=20, seconds=2, profiles=True)

    assert run.folded == len(run.scoring.delays) == sum(run.fills) > 20
    assert not run.scoring.given_up


def test_what_the_profile_lacks_is_what_was_given_up() -> None:
    run = simulate_terminal(rate=5000, seconds=0.4, profiles=True)

    assert run.scoring.races > 0
    assert run.scoring.given_up[KEY] > 0
    assert run.folded + run.scoring.left_out[KEY] == len(run.scoring.delays) == sum(run.fills)
