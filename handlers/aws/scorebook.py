"""Takes verdicts to their end: the score is in the table, and whoever has to know was alerted, once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.alert_publisher import AlertPublisher
from handlers.aws.budget import Budget
from handlers.aws.concurrency import map_concurrently
from handlers.aws.score_store import Row, ScoreStore
from handlers.contract.errors import BudgetSpent
from handlers.decision.settlement import Step, next_step, owed_alert
from handlers.decision.verdict import Verdict

ALERT_SECONDS = 60.0
"""For all alerts of a batch; half of the function's time, so that it ends by itself."""


@dataclass(kw_only=True)
class Entries:
    """What became of verdicts; each list holds those to which its name applies."""

    decided: list[Verdict] = field(default_factory=list)
    raced: list[Verdict] = field(default_factory=list)
    """Their id is scored under another timestamp: two requests of one id that raced."""
    owed: list[Verdict] = field(default_factory=list)
    """Their alert is noted in the table as due."""
    alerted: list[Verdict] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Why not all could be done, by transaction id; a repeat finds what is missing."""

    @property
    def advanced(self) -> int:
        """How many transactions are further than before."""
        return len({each.transaction.key for each in (*self.decided, *self.alerted)})


class Scorebook:
    """Writes scores first and publishes alerts after, so that a crash repeats an alert and never loses one."""

    def __init__(self, scores: ScoreStore, alerts: AlertPublisher, *, threshold: Decimal, retention: timedelta) -> None:
        """A score above `threshold` is alerted; every score is kept for `retention`."""
        self._scores = scores
        self._alerts = alerts
        self._threshold = threshold
        self._retention = retention

    def enter(
        self,
        verdicts: Sequence[Verdict],
        now: datetime,
        *,
        new_budget: Callable[[], Budget] = lambda: Budget(ALERT_SECONDS),
    ) -> Entries:
        """Write what is new, in rounds of one verdict an id, then publish and settle what is owed.

        Of several on one id and timestamp the last counts: the row was changed in between.

        Raises:
            Unfinished: the table could not be read.
        """
        entries = Entries()
        waiting = list({each.transaction.key: each for each in verdicts}.values())
        while waiting:
            turn = dict[str, Verdict]()
            for each in waiting:
                turn.setdefault(each.transaction.transaction_id, each)
            rows = self._scores.read(turn)
            overtaken = self._write(list(turn.values()), rows, now, entries)
            waiting = [each for each in waiting if turn[each.transaction.transaction_id] is not each] + overtaken
        budget = new_budget()
        map_concurrently(lambda verdict: self._alert(verdict, now, budget, entries), entries.owed)
        return entries

    def _write(
        self, verdicts: Sequence[Verdict], rows: Mapping[str, Row], now: datetime, entries: Entries
    ) -> list[Verdict]:
        """Take each verdict's next step; return those under whose id a row was written in between."""
        new, amended = list[Verdict](), list[tuple[Step, Verdict, Row]]()
        for verdict in verdicts:
            row = rows.get(verdict.transaction.transaction_id)
            step = next_step(row, verdict, risky=self._risky(verdict))
            if row is None:
                new.append(verdict)
            else:
                amended.append((step, verdict, row))
        map_concurrently(lambda each: self._amend(*each, now, entries), amended)
        return self._insert(new, now, entries)

    def _insert(self, verdicts: Sequence[Verdict], now: datetime, entries: Entries) -> list[Verdict]:
        rows = [{**each.content, **self._stamps(now), **self._pending(each)} for each in verdicts]
        standing, failed = self._scores.insert(rows)
        entries.failed.update(failed)
        for each in verdicts:
            if each.transaction.transaction_id not in standing | failed.keys():
                entries.decided.append(each)
                entries.owed.extend([each] if self._risky(each) else [])
        return [each for each in verdicts if each.transaction.transaction_id in standing]

    def _pending(self, verdict: Verdict) -> dict[str, frozenset[str]]:
        return {"pending": frozenset({owed_alert(verdict)})} if self._risky(verdict) else {}

    def _amend(self, step: Step, verdict: Verdict, row: Row, now: datetime, entries: Entries) -> None:
        if row.get("timestamp") != verdict.transaction.timestamp:
            entries.raced.append(verdict)
        due = step is Step.PUBLISH
        try:
            if step is Step.OWE:
                due = self._scores.owe_alert(verdict)
            elif step is Step.REPLACE:
                due = self._risky(verdict)
                self._scores.replace(verdict, self._stamps(now), owes_alert=due)
                entries.decided.append(verdict)
        except (ClientError, BotoCoreError) as error:
            entries.failed[verdict.transaction.transaction_id] = type(error).__name__
        else:
            entries.owed.extend([verdict] if due else [])

    def _alert(self, verdict: Verdict, now: datetime, budget: Budget, entries: Entries) -> None:
        """Publish, and settle at once: a crash repeats the alerts that were under way, and no others."""
        try:
            budget.require()
            self._alerts.publish(verdict)
            budget.succeeded()
            self._scores.settle(verdict, threshold=self._threshold, alerted_at=now.isoformat())
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            budget.failed()
            entries.failed[verdict.transaction.transaction_id] = f"alert: {type(error).__name__}"
        else:
            entries.alerted.append(verdict)

    def _risky(self, verdict: Verdict) -> bool:
        return verdict.score > self._threshold

    def _stamps(self, now: datetime) -> dict[str, str | int]:
        return {"scored_at": now.isoformat(), "expiry": int((now + self._retention).timestamp())}
