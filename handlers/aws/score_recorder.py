"""Decisions to scores and alerts: insert the scores, publish the alerts, settle the rows.

Scores are written first and alerts published after, so that a crash may repeat an alert and never loses one.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.alert_publisher import AlertPublisher
from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.score_store import ScoreRow, ScoreStore
from handlers.contract.errors import BudgetSpent
from handlers.decision.decide import Decision
from handlers.decision.record import content
from handlers.decision.settlement import PENDING, SettlementStep, next_step, pending_alert

ALERT_SECONDS = 60.0
"""For all alerts of a batch; half of the function's timeout, so that it ends before that."""


class ScoringResult(msgspec.Struct, kw_only=True):
    """The decisions of a batch, by the result of recording them; one may be in several lists."""

    decided: list[Decision] = msgspec.field(default_factory=list)
    """Their score was written."""
    raced: list[Decision] = msgspec.field(default_factory=list)
    """Their id is scored under another timestamp: two requests of one id that raced."""
    pending: list[Decision] = msgspec.field(default_factory=list)
    """Their row says that their alert is due."""
    alerted: list[Decision] = msgspec.field(default_factory=list)
    """Their alert was published and their row settled."""
    failed: dict[str, str] = msgspec.field(default_factory=dict)
    """Reasons of failures, by transaction id; a retry does the missing steps."""

    @property
    def progressed(self) -> int:
        """Return the number of transactions that were scored or alerted."""
        return len({each.transaction.key for each in (*self.decided, *self.alerted)})


class ScoreRecorder:
    """Writes scores and publishes alerts, so that a retry completes what a failure left."""

    def __init__(self, scores: ScoreStore, alerts: AlertPublisher, *, retention: timedelta) -> None:
        """Keep every score for `retention`."""
        self._scores = scores
        self._alerts = alerts
        self._retention = retention

    def record(
        self,
        decisions: Sequence[Decision],
        now: datetime,
        *,
        new_budget: Callable[[], Budget] = lambda: Budget(ALERT_SECONDS),
    ) -> ScoringResult:
        """Write the scores in rounds of one decision an id, then publish and settle the pending alerts.

        Of several decisions on one id and timestamp the last counts: the row was changed in between.

        Raises:
            PartialBatchError: the table could not be read.
        """
        result = ScoringResult()
        waiting = list({each.transaction.key: each for each in decisions}.values())
        while waiting:
            round_ = dict[str, Decision]()
            for each in waiting:
                round_.setdefault(each.transaction.transaction_id, each)
            rows = self._scores.read(round_)
            overtaken = self._write_scores(list(round_.values()), rows, now, result)
            waiting = [each for each in waiting if round_[each.transaction.transaction_id] is not each] + overtaken
        budget = new_budget()
        map_concurrently(lambda decision: self._alert(decision, now, budget, result), result.pending)
        return result

    def _write_scores(
        self, decisions: Sequence[Decision], rows: Mapping[str, ScoreRow], now: datetime, result: ScoringResult
    ) -> list[Decision]:
        """Take each decision's next step; return those whose id got a row from another writer in between."""
        new, known = list[Decision](), list[tuple[SettlementStep, Decision, ScoreRow]]()
        for decision in decisions:
            row = rows.get(decision.transaction.transaction_id)
            step = next_step(row, decision)
            if row is None:
                new.append(decision)
            else:
                known.append((step, decision, row))
        map_concurrently(lambda each: self._update(*each, now, result), known)
        return self._insert(new, now, result)

    def _insert(self, decisions: Sequence[Decision], now: datetime, result: ScoringResult) -> list[Decision]:
        stamps = self._stamps(now)
        existing, failed = self._scores.insert([{**content(each), **stamps, **_pending(each)} for each in decisions])
        result.failed.update(failed)
        not_inserted = existing | failed.keys()
        for each in decisions:
            if each.transaction.transaction_id not in not_inserted:
                result.decided.append(each)
                result.pending.extend([each] if each.alert_due else [])
        return [each for each in decisions if each.transaction.transaction_id in existing]

    def _update(
        self, step: SettlementStep, decision: Decision, row: ScoreRow, now: datetime, result: ScoringResult
    ) -> None:
        if row.get("timestamp") != decision.transaction.timestamp:
            result.raced.append(decision)
        alert_due = step is SettlementStep.PUBLISH
        try:
            if step is SettlementStep.MARK_PENDING:
                alert_due = self._scores.mark_pending(decision)
            elif step is SettlementStep.REPLACE:
                alert_due = decision.alert_due
                self._scores.replace(decision, self._stamps(now))
                result.decided.append(decision)
        except (ClientError, BotoCoreError) as error:
            result.failed[decision.transaction.transaction_id] = type(error).__name__
        else:
            result.pending.extend([decision] if alert_due else [])

    def _alert(self, decision: Decision, now: datetime, budget: Budget, result: ScoringResult) -> None:
        """Publish and settle at once, so that a crash repeats only the alerts that were in progress."""
        try:
            budget.require()
            self._alerts.publish(decision)
            budget.succeeded()
            self._scores.settle(decision, alerted_at=now.isoformat())
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            budget.failed()
            result.failed[decision.transaction.transaction_id] = f"alert: {type(error).__name__}"
        else:
            result.alerted.append(decision)

    def _stamps(self, now: datetime) -> dict[str, str | int]:
        return {"scored_at": now.isoformat(), "expiry": int((now + self._retention).timestamp())}


def _pending(decision: Decision) -> dict[str, frozenset[str]]:
    return {PENDING: pending_alert(decision)} if decision.alert_due else {}
