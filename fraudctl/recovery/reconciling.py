"""Reconciliation: a stored transaction without a score gets one, and its alert where it is due, whatever went wrong."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fraudctl.recovery.diagnosis import SAMPLE_TIMEOUT, diagnose
from fraudctl.recovery.erasures import stack_erasures
from fraudctl.recovery.errors import Retryable
from fraudctl.recovery.function_client import INVOCATION_TIMEOUT, ScoringClient
from fraudctl.recovery.period import GRACE, Period, as_created_at
from fraudctl.recovery.queue import RedriveQueue
from fraudctl.recovery.unscored import SEGMENTS, ScanResult, TableScan, Unscored
from fraudctl.stacks.target import Target
from handlers.contract.score_request import pack
from handlers.contract.stream import Arrival
from handlers.contract.transaction import milliseconds

CONCURRENCY = 4
"""Payloads with Scoring at once: they come on top of its traffic."""


@dataclass(kw_only=True)
class ReconcileResult:
    """The result of a reconciliation; `failed` counts transactions by reason, `malformed` has reasons by id."""

    period: Period
    dry_run: bool
    looked_at: int = 0
    unscored: Sequence[Unscored] = ()
    """Includes those whose score still owes something."""
    scored: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    malformed: dict[str, str] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    unread: dict[str, int] = field(default_factory=dict)
    """By stage, the messages that others held, or that were too many, when the queues were read for reasons."""

    @property
    def owed(self) -> int:
        """Return how many of `unscored` have a score that still owes a review, an alert or an event."""
        return sum(each.owed for each in self.unscored)

    @property
    def decided(self) -> int:
        """Return how many of `unscored` hold a decision that their clients were told, which becomes their score."""
        return sum(isinstance(each.transaction.decision, bytes) for each in self.unscored)

    @property
    def complete(self) -> bool:
        """Return whether every transaction of the period now has a score, and every alert is out."""
        return not self.failed and not self.malformed and not (self.dry_run and self.unscored)

    @property
    def hours(self) -> dict[str, int]:
        """Return how many had no score, by the hour of receipt (ISO 8601, UTC)."""
        return dict(sorted(Counter(as_created_at(each.created_at)[:13] for each in self.unscored).items()))

    @property
    def oldest(self) -> Unscored | None:
        """Return the one that waited longest."""
        return min(self.unscored, key=lambda each: each.created_at, default=None)

    def as_json(self) -> dict[str, Any]:
        """Return everything, for programs."""
        return {
            "since": as_created_at(self.period.since),
            "until": as_created_at(self.period.until),
            "dry_run": self.dry_run,
            "looked_at": self.looked_at,
            "unscored": len(self.unscored),
            "owed": self.owed,
            "decided": self.decided,
            "scored": self.scored,
            "failed": dict(self.failed),
            "malformed": self.malformed,
            "reasons": dict(self.reasons),
            "unread": self.unread,
            "hours": self.hours,
            "oldest": self.oldest
            and {"transaction_id": self.oldest.transaction.transaction_id}
            | {"created_at": as_created_at(self.oldest.created_at)},
        }


def reconcile_scores(
    target: Target,
    *,
    since: datetime | None = None,
    grace: timedelta = GRACE,
    dry_run: bool = False,
    explain: bool = True,
    looked: Callable[[ScanResult], None] = lambda _: None,
    scored: Callable[[int, int], None] = lambda _done, _of: None,
) -> ReconcileResult:
    """Find transactions without a score and have them scored; `explain` reads the queues for the reasons.

    One whose score still owes something, such as its alert, goes to Scoring too, which does it. A transaction that came
    in less than `grace` ago is left out, since it may be on its way; so is one so old that its score may expire within
    a day, or has. Scoring checks once more, so that a score written meanwhile stands.

    Raises:
        ClientError, BotoCoreError, Retryable: a table or a queue could not be read.
    """
    client = target.client("lambda", read_seconds=INVOCATION_TIMEOUT)
    scoring = ScoringClient(client, target.exports["scoring_function_name"])
    period = Period.ending(datetime.now(UTC), grace=grace, retention=scoring.score_retention(), since=since)
    found = TableScan(
        target.client("dynamodb", connections=SEGMENTS),
        transactions=target.exports["transactions_table_name"],
        scores=target.exports["fraud_scores_table_name"],
        progress=looked,
    )(period)
    erasures = stack_erasures(target)
    result = ReconcileResult(
        period=period,
        dry_run=dry_run,
        looked_at=found.looked_at,
        unscored=[
            each
            for each in found.unscored.values()
            if not erasures.covers(each.transaction, milliseconds(each.created_at))
        ],
        malformed=found.malformed,
    )
    if explain and result.unscored:
        queues, urls = target.client("sqs"), target.exports
        diagnosis = diagnose(
            processing=RedriveQueue(queues, urls["processing_queue_url"], visibility_timeout=SAMPLE_TIMEOUT),
            scoring=RedriveQueue(queues, urls["scoring_queue_url"], visibility_timeout=SAMPLE_TIMEOUT),
        )
        result.reasons.update(diagnosis.reason(each) for each in result.unscored)
        result.unread = diagnosis.unread
    if not dry_run:
        _score(scoring, result, scored)
    return result


def _score(scoring: ScoringClient, result: ReconcileResult, progress: Callable[[int, int], None]) -> None:
    def one(payload: tuple[Sequence[Arrival], bytes]) -> tuple[int, int, str]:
        try:
            return len(payload[0]), scoring.score(payload[1]), ""
        except Retryable as error:
            return len(payload[0]), 0, error.reason

    payloads = list(pack([Arrival(sequence_number="", transaction=each.transaction) for each in result.unscored]))
    done = 0
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        for count, fresh, reason in pool.map(one, payloads):
            done += count
            result.scored += fresh
            if reason:
                result.failed[reason] += count
            progress(done, len(result.unscored))
