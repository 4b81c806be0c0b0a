"""The demonstration: a simulated month is loaded, a day of traffic sent, and the result of every transaction found."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from fraudctl.client.api_client import ApiClient
from fraudctl.client.line_results import LineResult, SendSummary
from fraudctl.client.reading import NumberedLine
from fraudctl.client.scores import all_scores
from fraudctl.client.sending import Sender
from fraudctl.demo.alert_past import find_past
from fraudctl.demo.caught import alerted_by_seed, count_caught
from fraudctl.demo.demonstration import Demonstration
from fraudctl.demo.history import load_history
from fraudctl.demo.inbox import Inbox
from fraudctl.demo.score_wait import wait_for_scores
from fraudctl.demo.traffic import simulate_traffic
from fraudctl.observe.failures import find_invocation_failures, find_logged_failures
from fraudctl.stacks.local_stack import LocalStack
from fraudctl.stacks.target import Target
from simulation import LabelledTransaction

DEMO_CONCURRENCY = 8

REQUEST_TIMEOUT = 120.0
"""Seconds; longer than all attempts at one request take."""

HISTORY = "history.jsonl"
"""A file in the embedded AWS's folder, which goes with it however the command ends."""


def demonstrate(
    stack: LocalStack,
    *,
    count: int,
    seed: int,
    loaded: Callable[[int, int], None],
    sent: Callable[[int], None],
    scored: Callable[[int], None],
) -> Demonstration:
    """Load the history, send the sample, wait until all of it is scored or cannot be, and return the results."""
    began, target = datetime.now(UTC), stack.target
    threshold = Decimal(target.exports["alert_threshold"])
    traffic = simulate_traffic(count, seed, began, stack.emulator.workdir / HISTORY)
    inbox = Inbox(target, "demo-alerts")
    history = load_history(target, traffic, loaded)
    complete = not any(history.missing)
    summary = _send(target, traffic.sample, sent) if complete else SendSummary()
    failures = wait_for_scores(stack, len(summary.accepted), began, scored)
    if (summary.failed or not complete) and not failures:
        failures = find_logged_failures(target, began) or list(find_invocation_failures(target))
    scores = {score.transaction_id: score for score in all_scores(target)}
    risky = {score.transaction_id for score in scores.values() if score.alert_due(threshold)}
    alerts = inbox.take(len(risky), number=Decimal)
    return Demonstration(
        stack=stack,
        history=history,
        summary=summary,
        scores=scores,
        alerts=alerts,
        threshold=threshold,
        by_seed=count_caught(summary.accepted, alerted_by_seed(traffic.sample, threshold)),
        by_default=count_caught(summary.accepted, risky),
        failures=failures,
        past=find_past(target, alerts),
    )


def _send(target: Target, sample: Sequence[LabelledTransaction], sent: Callable[[int], None]) -> SendSummary:
    """Send the first, and the others only once it was accepted: where the API fails, one request says so."""
    client = ApiClient(target, concurrency=DEMO_CONCURRENCY)
    first, accepted = threading.Event(), list[LineResult]()

    def progress(so_far: SendSummary) -> None:
        sent(so_far.lines)
        accepted[:] = so_far.accepted[:1]
        first.set()

    def lines() -> Iterator[NumberedLine]:
        for number, transaction in enumerate(sample, 1):
            yield number, transaction.line()
            if number == 1 and not (first.wait(REQUEST_TIMEOUT) and accepted):
                return

    try:
        return Sender(client=client, concurrency=DEMO_CONCURRENCY, progress=progress).send(lines())
    finally:
        client.close()
