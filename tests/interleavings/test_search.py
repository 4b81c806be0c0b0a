"""The search itself tries every order and every fault, without which it would prove nothing."""

import math
import time
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from handlers.aws.concurrency import Budget
from tests.interleavings.actor import Crash, LostAnswer
from tests.interleavings.memory_aws import AwsError, MemoryAws
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order, every_order_and_fault, random_orders

TABLE = "table"


def calls(count: int, *, actors: int) -> Callable[[ScheduledRun], list[Callable[[], Any]]]:
    """Start actors of so many calls each, none of which does anything."""

    def start(run: ScheduledRun) -> list[Callable[[], Any]]:
        def work() -> None:
            for _ in range(count):
                run.call(lambda: None)

        return [work] * actors

    return start


@pytest.mark.parametrize(("count", "actors"), [(1, 2), (2, 2), (3, 2), (4, 2), (2, 3)])
def test_every_order_of_the_calls_is_tried_once(count: int, actors: int) -> None:
    orders = [tuple(run.order) for run in every_order(calls(count, actors=actors))]

    assert len(orders) == math.factorial(count * actors) // math.factorial(count) ** actors
    assert set(orders) == set(permutations([actor for actor in range(actors) for _ in range(count)]))


def test_an_order_that_is_tried_again_comes_to_the_same_however_long_this_process_was_held() -> None:
    before, budget = time.monotonic(), Budget(0.000_001)
    while time.monotonic() < before + 0.000_002:
        pass

    assert not budget.is_spent


def test_each_fault_strikes_after_each_call_in_every_order() -> None:
    struck = [run for run in every_order_and_fault(calls(2, actors=2)) if run.struck]

    places = {(run.fault.actor, run.fault.call, run.fault.trouble) for run in struck if run.fault}
    assert places == {
        (actor, call, trouble) for actor in (0, 1) for call in (1, 2) for trouble in ("crash", "lost answer")
    }
    errors = {type(run.actors[run.fault.actor].error) for run in struck if run.fault}
    assert errors == {Crash, LostAnswer}


def test_the_same_seed_tries_the_same_random_orders() -> None:
    tried = [[tuple(run.order) for run in random_orders(calls(3, actors=3), 20, seed)] for seed in (1, 1, 2)]

    assert tried[0] == tried[1] != tried[2]


def test_actors_overlap_unless_one_ends_before_the_other_begins() -> None:
    for run in every_order(calls(2, actors=2)):
        assert run.overlap(0, 1) == (run.order not in ([0, 0, 1, 1], [1, 1, 0, 0]))


def reading_before_writing(aws: MemoryAws, run: ScheduledRun, value: str) -> str:
    """Store a value with a race, as a batch once did: read, and write if there is nothing."""
    key = {"key": {"S": "one"}}
    found = run.call(lambda: aws.call("BatchGetItem", {"RequestItems": {TABLE: {"Keys": [key]}}}))
    if found["Responses"][TABLE]:
        return "known"
    put = {"PutRequest": {"Item": {**key, "value": {"S": value}}}}
    run.call(lambda: aws.call("BatchWriteItem", {"RequestItems": {TABLE: [put]}}))
    return "stored"


def writing_on_condition(aws: MemoryAws, run: ScheduledRun, value: str) -> str:
    """Store a value without a race: write on condition that there is nothing, in one call."""
    item = {"key": {"S": "one"}, "value": {"S": value}}
    put = {"TableName": TABLE, "Item": item, "ConditionExpression": "attribute_not_exists(key)"}
    try:
        run.call(lambda: aws.call("PutItem", put))
    except AwsError:
        return "known"
    return "stored"


@pytest.mark.parametrize(("write", "overwrites"), [(reading_before_writing, True), (writing_on_condition, False)])
def test_a_race_of_read_then_write_is_found_and_a_conditional_write_has_none(
    write: Callable[[MemoryAws, ScheduledRun, str], str], *, overwrites: bool
) -> None:
    def start(run: ScheduledRun) -> list[Callable[[], Any]]:
        aws = MemoryAws({TABLE: ("key",)})
        return [lambda: write(aws, run, "a"), lambda: write(aws, run, "b")]

    both = [run for run in every_order(start) if [each.result for each in run.actors] == ["stored", "stored"]]

    assert bool(both) == overwrites
