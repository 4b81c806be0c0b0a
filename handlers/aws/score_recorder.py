"""Verdicts to scores and alerts: insert the scores, publish the alerts, settle the rows.

Scores are written first and alerts published after, so that a crash may repeat an alert and never loses one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.alert_publisher import AlertPublisher
from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.score_store import ScoreRow, ScoreStore
from handlers.contract.errors import BudgetSpent
from handlers.decision.settlement import PENDING, SettlementStep, next_step, pending_alert
from handlers.decision.verdict import Verdict

ALERT_SECONDS = 60.0
"""For all alerts of a batch; half of the function's timeout, so that it ends before that."""


@dataclass(kw_only=True)
class ScoringResult:
    """The verdicts of a batch, by the result of recording them; one may be in several lists."""

    decided: list[Verdict] = field(default_factory=list)
    """Their score was written."""
    raced: list[Verdict] = field(default_factory=list)
    """Their id is scored under another timestamp: two requests of one id that raced."""
    pending: list[Verdict] = field(default_factory=list)
    """Their row says that their alert is due."""
    alerted: list[Verdict] = field(default_factory=list)
    """Their alert was published and their row settled."""
    failed: dict[str, str] = field(default_factory=dict)
    """Reasons of failures, by transaction id; a retry does the missing steps."""

    @property
    def progressed(self) -> int:
        """Return the number of transactions that were scored or alerted."""
        return len({each.transaction.key for each in (*self.decided, *self.alerted)})


class ScoreRecorder:
    """Writes scores and publishes alerts, so that a retry completes what a failure left."""

    def __init__(self, scores: ScoreStore, alerts: AlertPublisher, *, threshold: Decimal, retention: timedelta) -> None:
        """Alert scores above `threshold`, and keep every score for `retention`."""
        self._scores = scores
        self._alerts = alerts
        self._threshold = threshold
        self._retention = retention

    def record(
        self,
        verdicts: Sequence[Verdict],
        now: datetime,
        *,
        new_budget: Callable[[], Budget] = lambda: Budget(ALERT_SECONDS),
    ) -> ScoringResult:
        """Write the scores in rounds of one verdict an id, then publish and settle the pending alerts.

        Of several verdicts on one id and timestamp the last counts: the row was changed in between.

        Raises:
            PartialBatchError: the table could not be read.
        """
        result = ScoringResult()
        waiting = list({each.transaction.key: each for each in verdicts}.values())
        while waiting:
            round_ = dict[str, Verdict]()
            for each in waiting:
                round_.setdefault(each.transaction.transaction_id, each)
            rows = self._scores.read(round_)
            overtaken = self._write_scores(list(round_.values()), rows, now, result)
            waiting = [each for each in waiting if round_[each.transaction.transaction_id] is not each] + overtaken
        budget = new_budget()
        map_concurrently(lambda verdict: self._alert(verdict, now, budget, result), result.pending)
        return result

    def _write_scores(
        self, verdicts: Sequence[Verdict], rows: Mapping[str, ScoreRow], now: datetime, result: ScoringResult
    ) -> list[Verdict]:
        """Take each verdict's next step; return those whose id got a row from another writer in between."""
        new, known = list[Verdict](), list[tuple[SettlementStep, Verdict, ScoreRow]]()
        for verdict in verdicts:
            row = rows.get(verdict.transaction.transaction_id)
            step = next_step(row, verdict, risky=self._risky(verdict))
            if row is None:
                new.append(verdict)
            else:
                known.append((step, verdict, row))
        map_concurrently(lambda each: self._update(*each, now, result), known)
        return self._insert(new, now, result)

    def _insert(self, verdicts: Sequence[Verdict], now: datetime, result: ScoringResult) -> list[Verdict]:
        rows = [{**each.content, **self._stamps(now), **self._pending(each)} for each in verdicts]
        existing, failed = self._scores.insert(rows)
        result.failed.update(failed)
        for each in verdicts:
            if each.transaction.transaction_id not in existing | failed.keys():
                result.decided.append(each)
                result.pending.extend([each] if self._risky(each) else [])
        return [each for each in verdicts if each.transaction.transaction_id in existing]

    def _pending(self, verdict: Verdict) -> dict[str, frozenset[str]]:
        return {PENDING: pending_alert(verdict)} if self._risky(verdict) else {}

    def _update(
        self, step: SettlementStep, verdict: Verdict, row: ScoreRow, now: datetime, result: ScoringResult
    ) -> None:
        if row.get("timestamp") != verdict.transaction.timestamp:
            result.raced.append(verdict)
        alert_due = step is SettlementStep.PUBLISH
        try:
            if step is SettlementStep.MARK_PENDING:
                alert_due = self._scores.mark_pending(verdict)
            elif step is SettlementStep.REPLACE:
                alert_due = self._risky(verdict)
                self._scores.replace(verdict, self._stamps(now), alert_pending=alert_due)
                result.decided.append(verdict)
        except (ClientError, BotoCoreError) as error:
            result.failed[verdict.transaction.transaction_id] = type(error).__name__
        else:
            result.pending.extend([verdict] if alert_due else [])

    def _alert(self, verdict: Verdict, now: datetime, budget: Budget, result: ScoringResult) -> None:
        """Publish and settle at once, so that a crash repeats only the alerts that were in progress."""
        try:
            budget.require()
            self._alerts.publish(verdict)
            budget.succeeded()
            self._scores.settle(verdict, threshold=self._threshold, alerted_at=now.isoformat())
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            budget.failed()
            result.failed[verdict.transaction.transaction_id] = f"alert: {type(error).__name__}"
        else:
            result.alerted.append(verdict)

    def _risky(self, verdict: Verdict) -> bool:
        return verdict.score > self._threshold

    def _stamps(self, now: datetime) -> dict[str, str | int]:
        return {"scored_at": now.isoformat(), "expiry": int((now + self._retention).timestamp())}
