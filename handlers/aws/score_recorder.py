"""Transactions to scores: decide what has none, insert the scores with what is due for them, then have them settled.

Scores are written first and the rest is done after, so that a crash may repeat an alert and never loses one.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.judge import Decided, Judge
from handlers.aws.score_store import ScoreRow, ScoreStore
from handlers.aws.score_updates import ScoreUpdates
from handlers.aws.scoring_result import ScoringResult
from handlers.aws.settler import Settler
from handlers.contract.transaction import Transaction, milliseconds
from handlers.decision.alert import ABOVE
from handlers.decision.score_row import owed, score_row
from handlers.decision.settlement import ALERT, NO_DUTIES, SettlementStep, is_alerted, next_step, pending_duties
from handlers.decision.unsettled import duties_of, unsettled_in, unsettled_of

SETTLING_SECONDS = 60.0
"""For all that is due for a batch; half of the function's timeout, so that it ends before that."""

DECIDED_ANEW = (SettlementStep.REPLACE, SettlementStep.ALERT_ALONE)
"""Steps of a transaction whose id has a score, which is in the profiles by now: it is not folded a second time."""

LEFT = "after others that failed"
"""The reason of transactions that nothing was done about."""


class ScoreRecorder:
    """Writes scores and has them settled, so that a retry completes what a failure left."""

    def __init__(
        self, scores: ScoreStore, updates: ScoreUpdates, settler: Settler, judge: Judge, *, retention: timedelta
    ) -> None:
        """Keep every score for `retention`."""
        self._scores = scores
        self._updates = updates
        self._settler = settler
        self._judge = judge
        self._retention = retention

    def record(
        self,
        transactions: Sequence[Transaction],
        now: datetime,
        *,
        new_budget: Callable[[], Budget] = lambda: Budget(SETTLING_SECONDS),
    ) -> ScoringResult:
        """Write the scores in rounds of one transaction an id, then do what is due for them.

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
        result.add_settled(self._settler.settle(result.pending, now, new_budget))
        return result

    def _take_steps(
        self, transactions: Sequence[Transaction], rows: Mapping[str, ScoreRow], now: datetime, result: ScoringResult
    ) -> list[Transaction]:
        """Take each transaction's next step; return those whose id got a row from another writer in between."""
        steps = {each.transaction_id: next_step(rows.get(each.transaction_id), each) for each in transactions}
        known = [each for each in transactions if each.transaction_id in rows]
        result.raced += [each for each in known if rows[each.transaction_id].get("timestamp") != each.timestamp]
        for each in known:
            if steps[each.transaction_id] is SettlementStep.FINISH:
                row = rows[each.transaction_id]
                result.pending.append(unsettled_in(row, pending_duties(row, each), milliseconds(now)))
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
                due = duties_of(each)
                result.pending.extend([unsettled_of(each, due, milliseconds(now))] if due else [])
        return [each.transaction for each in decisions if each.transaction.transaction_id in existing]

    def _update(self, decision: Decided, row: ScoreRow, now: datetime, result: ScoringResult) -> None:
        transaction, due = decision.transaction, duties_of(decision)
        former = pending_duties(row, transaction)
        try:
            if row.get("timestamp") == transaction.timestamp:
                above = {ABOVE: decision.alert_above} if ALERT in due and ABOVE not in row else {}
                shadow = self._judge.shadow(decision)
                replacing = {**score_row(decision, now, self._retention, shadow), **above}
                self._updates.replace(decision, replacing, due, former)
                result.add(decision, shadow)
            elif is_alerted(row, transaction):
                due = former
            elif due := due | former:
                due = due if self._updates.mark_pending(*transaction.key, due) else NO_DUTIES
        except (ClientError, BotoCoreError) as error:
            result.failed[transaction.transaction_id] = type(error).__name__
        else:
            result.pending.extend([unsettled_of(decision, due, milliseconds(now), row)] if due else [])
