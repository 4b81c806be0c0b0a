"""Simulated Scoring: invocations at a time, and tables that throttle."""

import pytest

from bench.aws.clock import LATENCIES
from bench.aws.versioned_table import Troubles, VersionedTable
from bench.scoring_simulation import ScoringRun, on_virtual_threads
from bench.virtual_threads import VirtualThreads
from handlers.aws.batch_calls import MAX_ROUNDS
from handlers.aws.profile_store import NO_VERSION, ProfileStore, ProfileWrite, WriteResult


def test_invocations_at_a_time_are_their_seconds_within_a_span() -> None:
    run = ScoringRun(spans=[(0.0, 2.0), (1.0, 3.0), (2.5, 2.75)])

    assert run.at_once(0.0, 4.0) == pytest.approx((2 + 2 + 0.25) / 4)
    assert run.at_once(1.5, 2.0) == pytest.approx(2)
    assert run.most_at_once == 2


def test_a_statement_that_is_throttled_is_tried_again_after_a_pause_on_the_virtual_clock() -> None:
    threads, results = VirtualThreads(), list[WriteResult]()
    table = VersionedTable(threads, troubles=Troubles(throttled=1.0))
    store = ProfileStore(table, "fraud-profiles-test")  # type: ignore[arg-type]  # it has the two calls

    threads.start(0, lambda: results.append(store.write([ProfileWrite("profile#terminal#T-1", NO_VERSION, b"1", 0)])))
    with on_virtual_threads(threads, seed=1):
        threads.run()

    assert results == [WriteResult(set(), {"profile#terminal#T-1": "ThrottlingError"})]
    assert table.items == {}
    assert threads.now > MAX_ROUNDS * LATENCIES["BatchExecuteStatement"]


def test_a_call_that_the_sdk_repeats_takes_longer() -> None:
    threads = VirtualThreads()
    table = VersionedTable(threads, troubles=Troubles(repeated=1.0))

    threads.start(0, lambda: table.batch_get_item(RequestItems={"t": {"Keys": []}}))
    threads.run()

    assert threads.now > 2 * LATENCIES["BatchGetItem"]
