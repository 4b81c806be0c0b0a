"""Simulated Scoring: invocations at a time, and tables that throttle."""

from decimal import Decimal
from typing import cast

import pytest

from bench.aws.clock import LATENCIES
from bench.aws.versioned_table import Troubles, VersionedTable
from bench.cpu_time import CpuTime
from bench.region import KnownRegion, RegionContent
from bench.region_simulation import event_of_new
from bench.scoring_run import ScoringRun
from bench.scoring_simulation import on_virtual_threads
from bench.shard_simulation import ShardLoad, simulate_shard
from bench.virtual_threads import VirtualThreads
from handlers.aws.batch_calls import MAX_ROUNDS
from handlers.aws.profile_statements import NO_VERSION, ProfileWrite
from handlers.aws.profile_store import ProfileStore, WriteResult
from handlers.contract.transaction import Transaction
from handlers.decision.profile.codec import encode
from handlers.decision.profile.fold import fold
from handlers.decision.profile.profile import Profile

PAID = Transaction(transaction_id="before", timestamp=1_795_000_000_000, amount=Decimal(5), merchant="Shop")
PROFILE = encode(cast("Profile", fold(None, event_of_new(PAID).of("customer"))))


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


def test_every_payment_behind_a_shard_is_scored_and_in_the_profiles_or_counted_as_left_out() -> None:
    body = (
        b'{"transaction_id":"a-%d","amount":5,"merchant":"Shop","timestamp":1795350000000,'
        b'"customer_id":"C-%d","terminal_id":"T-1"}'
    )
    known = {"profile#customer#C-0": PROFILE, "profile#terminal#T-1": PROFILE}
    traffic = [body % (number, number) for number in range(300)]
    region = KnownRegion(RegionContent(customers=300, profiles=known, requests=[], traffic=traffic))

    run = simulate_shard(region, ShardLoad(rate=3000, seconds=0.3, cpu=CpuTime(fixed=0.001, each=0.0001)))

    assert len(run.delays) == 900
    assert len({began for began, _ in run.spans}) == len(run.spans) == 9  # batches of a hundred
    assert run.races > 0
    assert set(run.left_out) <= {"profile#terminal#T-1", "profile#merchant#Shop"}  # the only ones that many fold
