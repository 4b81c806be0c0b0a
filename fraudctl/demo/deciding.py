"""The sample of a demonstration, decided on through the API, with a burst on one card in its middle."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from fraudctl.client.api_client import ApiClient
from fraudctl.client.decision_results import DecisionSummary
from fraudctl.client.line_results import LineResult, SendSummary
from fraudctl.client.reading import NumberedLine
from fraudctl.client.route import DECIDE
from fraudctl.client.sending import Sender
from fraudctl.demo.turns import Turns
from fraudctl.stacks.target import Target
from simulation import LabelledTransaction

DEMO_CONCURRENCY = 8

REQUEST_TIMEOUT = 120.0
"""Seconds; longer than all attempts at one request take."""


def decide_sample(
    target: Target,
    sample: Iterable[LabelledTransaction],
    burst: Callable[[], Sequence[bytes]],
    decided: Callable[[int], None],
    scored: Callable[[Collection[str]], Collection[str]],
) -> tuple[DecisionSummary, DecisionSummary]:
    """Return the decisions on the sample and on the burst, whose lines are made when half of the sample is decided.

    The others follow only once the first was decided: where the API fails, one request says so. `scored` returns those
    of some ids that have a score: a payment waits for the one before of its customer or its terminal.
    """
    client = ApiClient(target, endpoint=DECIDE.endpoint, concurrency=DEMO_CONCURRENCY)
    summary, of_burst = DecisionSummary(), DecisionSummary()
    numbered, turns = list(enumerate(sample, 1)), Turns(scored)
    first, accepted, half = threading.Event(), list[LineResult](), -(-len(numbered) // 2)

    def progress(so_far: SendSummary) -> None:
        decided(so_far.lines)
        accepted[:] = so_far.accepted[:1]
        first.set()

    def beginning() -> Iterator[NumberedLine]:
        for number, transaction in turns.of(numbered[:half]):
            yield number, transaction.line()
            if number == 1 and not (first.wait(REQUEST_TIMEOUT) and accepted):
                return

    def send(into: DecisionSummary, lines: Iterator[NumberedLine], said: Callable[[SendSummary], None]) -> None:
        Sender(client=client, route=DECIDE, concurrency=DEMO_CONCURRENCY, summary=into, progress=said).send(lines)

    try:
        send(summary, beginning(), progress)
        if accepted:
            send(of_burst, iter(list(enumerate(burst(), 1))), lambda _: None)
            send(summary, ((number, each.line()) for number, each in turns.of(numbered[half:])), progress)
    finally:
        client.close()
    return summary, of_burst
