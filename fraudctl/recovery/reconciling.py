"""The safety net: whatever went wrong, a stored transaction without a score gets one, and its alert where it is due."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fraudctl.recovery.diagnosis import HOLD, diagnose
from fraudctl.recovery.errors import Retryable
from fraudctl.recovery.function_client import PATIENCE, FunctionClient, ScoringClient
from fraudctl.recovery.period import GRACE, Period, as_stored
from fraudctl.recovery.queue import RedriveQueue
from fraudctl.recovery.retention import score_retention
from fraudctl.recovery.unscored import SEGMENTS, Scan, ScanResult, Unscored
from fraudctl.stacks.target import Target
from handlers.contract.score_request import pack
from handlers.contract.stream import Arrival

CONCURRENCY = 4
"""Payloads with Scoring at once: they come on top of its traffic."""


@dataclass(kw_only=True)
class ReconcileResult:
    """What was found, and what became of it; `failed` counts transactions by reason, `malformed` has reasons by id."""

    period: Period
    dry_run: bool
    looked_at: int = 0
    unscored: Sequence[Unscored] = ()
    """Those whose alert is owed among them."""
    scored: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    malformed: dict[str, str] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    unread: dict[str, int] = field(default_factory=dict)
    """By stage, the messages that were out of sight, or too many, when the queues were asked for reasons."""

    @property
    def owed(self) -> int:
        """How many of `unscored` have a score, and an alert that is still owed."""
        return sum(each.owed for each in self.unscored)

    @property
    def complete(self) -> bool:
        """Whether every transaction of the period now has a score, and every alert is out."""
        return not self.failed and not self.malformed and not (self.dry_run and self.unscored)

    @property
    def hours(self) -> dict[str, int]:
        """How many had no score, by the hour of receipt (ISO 8601, UTC)."""
        return dict(sorted(Counter(as_stored(each.created_at)[:13] for each in self.unscored).items()))

    @property
    def oldest(self) -> Unscored | None:
        """The one that waited longest."""
        return min(self.unscored, key=lambda each: each.created_at, default=None)

    def as_json(self) -> dict[str, Any]:
        """Everything, for programs."""
        return {
            "since": as_stored(self.period.since),
            "until": as_stored(self.period.until),
            "dry_run": self.dry_run,
            "looked_at": self.looked_at,
            "unscored": len(self.unscored),
            "owed": self.owed,
            "scored": self.scored,
            "failed": dict(self.failed),
            "malformed": self.malformed,
            "reasons": dict(self.reasons),
            "unread": self.unread,
            "hours": self.hours,
            "oldest": self.oldest
            and {"transaction_id": self.oldest.transaction.transaction_id}
            | {"created_at": as_stored(self.oldest.created_at)},
        }


def reconcile(
    target: Target,
    *,
    since: datetime | None = None,
    grace: timedelta = GRACE,
    dry_run: bool = False,
    explain: bool = True,
    looked: Callable[[ScanResult], None] = lambda _: None,
    scored: Callable[[int, int], None] = lambda _done, _of: None,
) -> ReconcileResult:
    """Finds transactions without a score and has them scored; `explain` asks the queues why they have none.

    One whose score says that its alert is still owed goes to Scoring too, which publishes it. A transaction that came
    in less than `grace` ago is left alone, for it may be on its way; and one so old that its score may expire within a
    day, or has. Scoring itself checks once more, so that a score written meanwhile stands.

    Raises:
        ClientError, BotoCoreError, Retryable: a table or a queue could not be read.
    """
    functions = target.client("lambda", patience=PATIENCE)
    name = target.exports["scoring_function_name"]
    period = Period.ending(datetime.now(UTC), grace=grace, retention=score_retention(functions, name), since=since)
    found = Scan(
        target.client("dynamodb", connections=SEGMENTS),
        transactions=target.exports["transactions_table_name"],
        scores=target.exports["fraud_scores_table_name"],
        progress=looked,
    )(period)
    result = ReconcileResult(
        period=period,
        dry_run=dry_run,
        looked_at=found.looked_at,
        unscored=list(found.unscored.values()),
        malformed=found.malformed,
    )
    if explain and result.unscored:
        queues, urls = target.client("sqs"), target.exports
        around = diagnose(
            processing=RedriveQueue(queues, urls["processing_queue_url"], hold=HOLD),
            scoring=RedriveQueue(queues, urls["scoring_queue_url"], hold=HOLD),
        )
        result.reasons.update(around.of(each) for each in result.unscored)
        result.unread = around.unread
    if not dry_run:
        _score(ScoringClient(FunctionClient(functions, name)), result, scored)
    return result


def _score(scorer: ScoringClient, result: ReconcileResult, progress: Callable[[int, int], None]) -> None:
    def one(payload: tuple[Sequence[Arrival], bytes]) -> tuple[int, int, str]:
        try:
            return len(payload[0]), scorer.score(payload[1]), ""
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
