"""With recorded invocations a search comes to the same runs as without, and notices what they could not tell."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

import pytest

from tests.interleavings.actor import Conflicted, LostAnswer
from tests.interleavings.footprint import footprint
from tests.interleavings.memory_aws import AwsError, MemoryAws
from tests.interleavings.recordings import Recordings, Request, next_token, present_invocation
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order_and_fault, random_orders

TABLE = "table"
KEYS = {TABLE: ("key",)}


class Counting:
    """Functions that count on in one item at the same time, some by a write that may lose a race."""

    def __init__(self, *, recorded: bool) -> None:
        self.recorded = recorded
        self.invocations = 0
        """Of which the code was run."""

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Empty the table; return the work of each."""
        self.aws, self.run = MemoryAws(KEYS), run
        if not self.recorded:
            run.recordings = Recordings()
        return [partial(self.invoke, number) for number in range(2)]

    def invoke(self, number: int) -> Any:
        """Count on."""
        return self.run.recordings.invoke(number, lambda: self._count(number), self._call)

    def _call(self, request: Request) -> Any:
        operation, asked, touched = request
        return self.run.call(lambda: self.aws.call(operation, asked), touched, may_conflict=operation == "PutItem")

    def _ask(self, operation: str, **asked: Any) -> Any:
        invocation = present_invocation()
        assert invocation
        asked = {"TableName": TABLE, **asked}
        return invocation.ask(Request(operation, asked, footprint(KEYS, operation, asked)))

    def _count(self, number: int) -> list[str]:
        self.invocations += 1
        seen = list[str]()
        for _ in range(2 - number):
            item = self._ask("GetItem", Key={"key": {"S": "one"}}, ConsistentRead=True).get(
                "Item", {"count": {"N": "0"}}
            )
            seen.append(item["count"]["N"])
            counted = {"key": {"S": "one"}, "count": {"N": str(int(seen[-1]) + 1)}, "by": {"S": str(number)}}
            known = {"ExpressionAttributeValues": {":former": item["count"]}} if number and seen[-1] != "0" else {}
            condition = "count = :former" if known else "attribute_not_exists(key)" if number else ""
            try:
                self._ask("PutItem", Item=counted, ConditionExpression=condition, **known)
            except AwsError as error:
                seen.append(error.code)
            except (Conflicted, LostAnswer) as error:
                seen.append(type(error).__name__)
        if seen[-1] == "LostAnswer":
            raise ValueError(next_token())
        return seen


def outcomes(made: Counting, runs: Iterator[ScheduledRun]) -> list[str]:
    """Return all that can be seen of each run."""
    found = list[str]()
    for run in runs:
        results = [(each.result, repr(each.error), each.steps) for each in run.actors]
        again = [made.invoke(number) for number in range(2)] if not run.struck else []
        found.append(repr((run.order, run.fault, results, again, made.aws.tables, made.aws.writes)))
    return found


def test_a_search_comes_to_the_same_runs_and_runs_less_code() -> None:
    recorded, anew = Counting(recorded=True), Counting(recorded=False)
    tried = [
        outcomes(each, every_order_and_fault(each.start, troubles=["crash", "lost answer", "conflict"]))
        for each in (recorded, anew)
    ]

    assert tried[0] == tried[1]
    assert len(set(tried[0])) > 100
    assert recorded.invocations < anew.invocations / 4


def test_random_orders_are_the_same() -> None:
    tried = [outcomes(each, random_orders(each.start, 60, 1)) for each in map(_counting, (True, False))]

    assert tried[0] == tried[1]


def _counting(recorded: bool) -> Counting:  # noqa: FBT001 -- for `map`
    return Counting(recorded=recorded)


def test_an_invocation_that_asks_otherwise_by_the_same_answers_is_noticed() -> None:
    numbers, recordings, answered = count(), Recordings(), list[Request]()

    def ask() -> None:
        for _ in range(2):
            invocation = present_invocation()
            assert invocation
            invocation.ask(Request("GetItem", {"number": next(numbers)}))

    def call(request: Request) -> int:
        answered.append(request)
        return len(answered)

    recordings.invoke("it", ask, call)
    with pytest.raises(AssertionError, match="by the same answers it asks"):
        recordings.invoke("it", ask, call)  # its first answer is another one, so that its code is run again


def test_no_answer_can_be_changed_by_who_gets_it() -> None:
    recordings, answers = Recordings(), iter([[1], [2], [1], [3]])

    def ask() -> list[int]:
        invocation = present_invocation()
        assert invocation
        found: list[int] = invocation.ask(Request("Scan", {}))
        found += invocation.ask(Request("Scan", {}))
        return found

    told = [recordings.invoke("it", ask, lambda _: next(answers)) for _ in range(2)]

    assert told == [[1, 2], [1, 3]]
