"""Transactions to scores and alerts: decide what has no score, insert the scores, publish the alerts, settle the rows.

Scores are written first and alerts published after, so that a crash may repeat an alert and never loses one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.alert_publisher import AlertPublisher
from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.judge import Decided, Judge, Troubles
from handlers.aws.score_store import ScoreRow, ScoreStore
from handlers.contract.errors import BudgetSpent
from handlers.contract.transaction import Transaction, milliseconds
from handlers.decision.alert import ABOVE, Alert, alert_in, alert_of
from handlers.decision.score_row import owed, score_row
from handlers.decision.settlement import SettlementStep, is_alert_pending, next_step
from handlers.decision.shadow import ShadowDecision

ALERT_SECONDS = 60.0
"""For all alerts of a batch; half of the function's timeout, so that it ends before that."""

DECIDED_ANEW = (SettlementStep.REPLACE, SettlementStep.ALERT_ALONE)
"""Steps of a transaction whose id has a score, which is in the profiles by now: it is not folded a second time."""

LEFT = "after others that failed"
"""The reason of transactions that nothing was done about."""


class ScoringResult(msgspec.Struct, kw_only=True):
    """The transactions of a batch, by the result of recording them; one may be in several lists."""

    decided: list[Decided] = msgspec.field(default_factory=list)
    """Their score was written."""
    shadows: list[ShadowDecision] = msgspec.field(default_factory=list)
    """The decisions of the shadow that were written beside these."""
    raced: list[Transaction] = msgspec.field(default_factory=list)
    """Their id is scored under another timestamp: two requests of one id that raced."""
    pending: list[Alert] = msgspec.field(default_factory=list)
    """Their row says that their alert is due."""
    alerted: list[Alert] = msgspec.field(default_factory=list)
    """Their alert was published and their row settled."""
    failed: dict[str, str] = msgspec.field(default_factory=dict)
    """Reasons of failures, by transaction id; a retry does the missing steps."""
    troubles: Troubles = msgspec.field(default_factory=Troubles)

    def add(self, decision: Decided, shadow: ShadowDecision | None) -> None:
        """Add a decision whose score was written, with that of the shadow if there is one."""
        self.decided.append(decision)
        self.shadows.extend([shadow] if shadow else [])

    @property
    def progressed(self) -> int:
        """Return the number of transactions that were scored or alerted."""
        return len({each.transaction.key for each in self.decided} | {each.key for each in self.alerted})

    def newest_receipt(self, transactions: Iterable[Transaction], now: datetime) -> int | None:
        """Return the newest time of receipt, in epoch milliseconds, of those that were scored or need nothing more."""
        scored, by = {each.transaction.key for each in self.decided}, milliseconds(now)
        settled = (each for each in transactions if each.key in scored or each.transaction_id not in self.failed)
        return max((each.received_by(by) for each in settled), default=None)


class ScoreRecorder:
    """Writes scores and publishes alerts, so that a retry completes what a failure left."""

    def __init__(self, scores: ScoreStore, alerts: AlertPublisher, judge: Judge, *, retention: timedelta) -> None:
        """Keep every score for `retention`."""
        self._scores = scores
        self._alerts = alerts
        self._judge = judge
        self._retention = retention

    def record(
        self,
        transactions: Sequence[Transaction],
        now: datetime,
        *,
        new_budget: Callable[[], Budget] = lambda: Budget(ALERT_SECONDS),
    ) -> ScoringResult:
        """Write the scores in rounds of one transaction an id, then publish and settle the pending alerts.

        Of several transactions of one id and timestamp the last counts: the row was changed in between.

        Raises:
            PartialBatchError: a table could not be read, or the profiles could not be written.
        """
        result = ScoringResult()
        waiting = list({each.key: each for each in transactions}.values())
        while waiting:
            round_ = dict[str, Transaction]()
            for each in waiting:
                round_.setdefault(each.transaction_id, each)
            overtaken = self._take_steps(list(round_.values()), self._scores.read(round_), now, result)
            waiting = [each for each in waiting if round_[each.transaction_id] is not each] + overtaken
        budget = new_budget()
        map_concurrently(lambda alert: self._alert(alert, now, budget, result), result.pending)
        return result

    def _take_steps(
        self, transactions: Sequence[Transaction], rows: Mapping[str, ScoreRow], now: datetime, result: ScoringResult
    ) -> list[Transaction]:
        """Take each transaction's next step; return those whose id got a row from another writer in between."""
        steps = {each.transaction_id: next_step(rows.get(each.transaction_id), each) for each in transactions}
        known = [each for each in transactions if each.transaction_id in rows]
        result.raced += [each for each in known if rows[each.transaction_id].get("timestamp") != each.timestamp]
        due = [each for each in known if steps[each.transaction_id] is SettlementStep.PUBLISH]
        result.pending += [alert_in(rows[each.transaction_id]) for each in due]
        anew = [each for each in known if steps[each.transaction_id] in DECIDED_ANEW]
        map_concurrently(
            lambda each: self._update(*each, now, result),
            [(each, rows[each.transaction.transaction_id]) for each in self._judge.decide(anew, now, result.troubles)],
        )
        return self._decide([each for each in transactions if each.transaction_id not in rows], now, result)

    def _decide(self, new: Sequence[Transaction], now: datetime, result: ScoringResult) -> list[Transaction]:
        """Decide part by part, up to one whose scores could not all be written; return the overtaken.

        What is folded later would push those without a score out of the rings in which their retry looks for them.
        """
        overtaken, left = list[Transaction](), {each.transaction_id for each in new}
        for part in self._judge.decide_and_fold(new, now, result.troubles):
            left.difference_update(each.transaction.transaction_id for each in part)
            overtaken += self._insert(part, now, result)
            if any(each.transaction.transaction_id in result.failed for each in part):
                break
        result.failed |= dict.fromkeys(left, LEFT)
        return overtaken

    def _insert(self, decisions: Sequence[Decided], now: datetime, result: ScoringResult) -> list[Transaction]:
        shadows = [self._judge.shadow(each) for each in decisions]
        existing, failed = self._scores.insert(
            [
                {**score_row(each, now, self._retention, shadow), **owed(each)}
                for each, shadow in zip(decisions, shadows, strict=True)
            ]
        )
        result.failed.update(failed)
        not_inserted = existing | failed.keys()
        for each, shadow in zip(decisions, shadows, strict=True):
            if each.transaction.transaction_id not in not_inserted:
                result.add(each, shadow)
                result.pending.extend([alert_of(each)] if each.alert_due else [])
        return [each.transaction for each in decisions if each.transaction.transaction_id in existing]

    def _update(self, decision: Decided, row: ScoreRow, now: datetime, result: ScoringResult) -> None:
        transaction, alert, due = decision.transaction, alert_of(decision), decision.alert_due
        try:
            if row.get("timestamp") != transaction.timestamp:
                due = (due or is_alert_pending(row, transaction)) and self._scores.mark_pending(alert)
            else:
                above = {ABOVE: alert.above} if due and ABOVE not in row else {}
                shadow = self._judge.shadow(decision)
                self._scores.replace(decision, {**score_row(decision, now, self._retention, shadow), **above})
                result.add(decision, shadow)
        except (ClientError, BotoCoreError) as error:
            result.failed[transaction.transaction_id] = type(error).__name__
        else:
            result.pending.extend([alert] if due else [])

    def _alert(self, alert: Alert, now: datetime, budget: Budget, result: ScoringResult) -> None:
        """Publish and settle at once, so that a crash repeats only the alerts that were in progress."""
        try:
            budget.require()
            self._alerts.publish(alert)
            budget.succeeded()
            self._scores.settle(alert, alerted_at=now.isoformat())
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            budget.failed()
            result.failed[alert.transaction_id] = f"alert: {type(error).__name__}"
        else:
            result.alerted.append(alert)
