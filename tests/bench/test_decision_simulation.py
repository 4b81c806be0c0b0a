"""Decision on a clock that scatters: rounds are counted, latencies drawn, and what does not answer is timed out."""

from collections.abc import Sequence
from functools import partial

import pytest
from botocore.exceptions import ReadTimeoutError

from bench.aws.clock import LATENCIES
from bench.aws.instant import InstantAws
from bench.decision_simulation import (
    READ_TIMEOUT,
    TAIL,
    WRITE_TIMEOUT,
    DecisionLoad,
    DecisionRun,
    TimedCall,
    rounds,
    simulate_decisions,
)
from fraudctl.client.latency import percentile
from handlers.aws.concurrency import map_beside

STEADY = DecisionLoad(rate=100, cpu=0.004, spread=0, unanswered=0)


def simulate(operations: Sequence[Sequence[str]], load: DecisionLoad, count: int = 1) -> DecisionRun:
    """Simulate functions that make these calls, those of a round side by side."""
    aws = InstantAws()

    def decide() -> int:
        try:
            for some in operations:
                map_beside(partial(aws.observe, "dynamodb"), some)
        except ReadTimeoutError:
            return 503
        return 200

    return simulate_decisions(aws, [decide] * count, load)


def test_a_decision_takes_its_cpu_and_the_slowest_call_of_each_round() -> None:
    run = simulate([("Query", "BatchGetItem", "UpdateItem"), ("TransactWriteItems",)], STEADY, count=3)

    waited = LATENCIES["BatchGetItem"] + LATENCIES["TransactWriteItems"]
    assert run.durations == pytest.approx([0.004 + waited] * 3)
    assert rounds(run.calls[:4]) == 2


@pytest.mark.parametrize(
    ("spans", "count"),
    [
        ([], 0),
        ([(0, 5), (0, 8), (1, 6)], 1),
        ([(0, 5), (0, 8), (8, 20)], 2),
        ([(0, 5), (5, 8), (0, 9), (9, 10)], 3),  # one call waited for another within the first round
    ],
)
def test_rounds_are_the_calls_that_wait_for_one_another(spans: list[tuple[float, float]], count: int) -> None:
    calls = [TimedCall(operation="Query", began=began, ended=ended) for began, ended in spans]

    assert rounds(calls) == rounds(calls[::-1]) == count


def test_latencies_have_the_clocks_median_and_a_tail() -> None:
    run = simulate([("Query",)], DecisionLoad(rate=1000, cpu=0, unanswered=0), count=4000)

    assert percentile(run.durations, 0.5) == pytest.approx(LATENCIES["Query"], rel=0.1)
    assert percentile(run.durations, 0.99) == pytest.approx(TAIL * LATENCIES["Query"], rel=0.25)
    assert run.unanswered == 0


@pytest.mark.parametrize(("operation", "seconds"), [("Query", READ_TIMEOUT), ("TransactWriteItems", WRITE_TIMEOUT)])
def test_a_call_without_an_answer_ends_with_the_clients_timeout(operation: str, seconds: float) -> None:
    run = simulate([(operation,)], DecisionLoad(rate=100, cpu=0, unanswered=1), count=2)

    assert run.durations == pytest.approx([seconds] * 2)
    assert (run.statuses, run.unanswered) == ([503, 503], 2)
