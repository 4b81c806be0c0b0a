"""The demonstration: a simulated month is loaded, a day of traffic decided on, the result of each found."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from fraudctl.client.api_client import ApiClient
from fraudctl.client.decision_results import DecisionSummary
from fraudctl.client.scores import all_scores, scored_among
from fraudctl.demo.alert_past import find_past
from fraudctl.demo.burst import BurstOutcome, burst_payments, counts_attempts
from fraudctl.demo.caught import alerted_by_seed, count_caught
from fraudctl.demo.deciding import decide_sample
from fraudctl.demo.demonstration import Demonstration
from fraudctl.demo.history import load_history
from fraudctl.demo.inbox import Inbox
from fraudctl.demo.queued import QueuedDecisions, redrive_queued
from fraudctl.demo.score_wait import wait_for_scores
from fraudctl.demo.traffic import simulate_traffic
from fraudctl.observe.failures import find_invocation_failures, find_logged_failures
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.reviews.review_api import ReviewApi
from fraudctl.stacks.local_stack import LocalStack
from fraudctl.stacks.target import Target

HISTORY = "history.jsonl"
"""A file in the embedded AWS's folder, which goes with it however the command ends."""


def demonstrate(
    stack: LocalStack,
    *,
    count: int,
    seed: int,
    loaded: Callable[[int, int], None],
    decided: Callable[[int], None],
    scored: Callable[[int], None],
) -> Demonstration:
    """Load the history, decide on the sample, wait until all is scored or cannot be, and return the results."""
    began, target = datetime.now(UTC), stack.target
    threshold = Decimal(target.exports["alert_threshold"])
    traffic = simulate_traffic(count, seed, began, stack.emulator.workdir / HISTORY)
    inbox = Inbox(target, "demo-alerts")
    history = load_history(target, traffic, loaded)
    complete = not any(history.missing)
    summary, of_burst = DecisionSummary(), DecisionSummary()
    if complete:
        summary, of_burst = decide_sample(
            target,
            traffic.sample,
            lambda: burst_payments(seed, datetime.now(UTC)),
            decided,
            lambda ids: scored_among(target, ids),
        )
    queued = redrive_queued(target) if summary.decided else QueuedDecisions()
    burst = BurstOutcome(summary=of_burst, stoppable=counts_attempts(packaged_strategy()))
    failures = wait_for_scores(stack, len(summary.decided) + len(of_burst.decided), began, scored)
    if (summary.failed or not complete) and not failures:
        failures = find_logged_failures(target, began) or list(find_invocation_failures(target))
    scores = {score.transaction_id: score for score in all_scores(target)}
    risky = {score.transaction_id for score in scores.values() if score.alert_due(threshold)}
    alerts = inbox.take(len(risky), number=Decimal)
    return Demonstration(
        stack=stack,
        history=history,
        summary=summary,
        burst=burst,
        queued=queued,
        scores=scores,
        alerts=alerts,
        in_review=_in_review(target, len(scores)),
        threshold=threshold,
        by_seed=count_caught(summary.decided, alerted_by_seed(traffic.sample, threshold)),
        by_default=count_caught(summary.decided, risky),
        failures=failures,
        past=find_past(target, alerts),
    )


def _in_review(target: Target, most: int) -> frozenset[str]:
    """Return the ids of the transactions that wait for a person, as the API lists them."""
    with ReviewApi(ApiClient(target, endpoint="reviews_endpoint")) as reviews:
        return frozenset(each["transaction_id"] for each in reviews.waiting(None, most))
