"""Scoring's log: which invocation decided on which transactions, and the profiles that it gave up or could not read."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fraudctl.observe.log_events import log_events
from fraudctl.observe.log_line import REPORT
from fraudctl.observe.logs import function_names
from fraudctl.stacks.target import Target


@dataclass(kw_only=True)
class ScoringRun:
    """An invocation of Scoring, from `began` to `ended` in epoch milliseconds."""

    began: float
    ended: float
    received: int = -1
    """Transactions in its payload; -1 if it ended before it said so."""
    decided: set[str] = field(default_factory=set)
    """Ids whose score it wrote."""
    races: int = 0
    given_up: dict[str, str] = field(default_factory=dict)
    """By key, the profiles that lack what it decided, with the reason."""
    unreadable: dict[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Return whether it wrote the score of all that it received, so that nobody tries any of it again."""
        return self.received == len(self.decided)


def read_scoring_runs(target: Target) -> list[ScoringRun]:
    """Return all invocations of Scoring in its log."""
    group = f"/aws/lambda/{function_names(target)['scoring']}"
    return parse_runs(log_events(target.client("logs"), logGroupName=group))


def parse_runs(events: Iterable[Mapping[str, Any]]) -> list[ScoringRun]:
    """Return the invocations of which these log events tell; one ends with its REPORT, which says how long it took."""
    reported, lines = dict[str, ScoringRun](), list[Mapping[str, Any]]()
    for event in events:
        text = str(event["message"])
        if report := REPORT.match(text):
            reported[report[1]] = ScoringRun(began=event["timestamp"] - float(report[2]), ended=event["timestamp"])
        elif text.startswith("{"):
            lines.append(json.loads(text))
    for line in lines:
        if run := reported.get(line.get("request_id", "")):
            _add(line, run)
    return list(reported.values())


def _add(line: Mapping[str, Any], run: ScoringRun) -> None:
    match line:
        case {"message": "scored", "count": int(count), "scores": list(scores)}:
            run.received = count
            run.decided.update(each["id"] for each in scores)
            run.races += line.get("ProfileRaces", 0)
        case {"message": "folded"}:  # what an operator loaded: nobody is to be scored
            run.received = 0
        case {"message": "profile given up", "entity": str(entity), "reason": str(reason)}:
            run.given_up[entity] = reason
        case {"message": "unreadable profile", "entity": str(entity), "reason": str(reason)}:
            run.unreadable[entity] = reason


class ScoringRuns:
    """The log's answer to what may have been folded twice, or not at all."""

    def __init__(self, runs: Sequence[ScoringRun]) -> None:
        self.races = sum(run.races for run in runs)
        self._broken = [run for run in runs if not run.whole]
        self._deciding: dict[str, list[ScoringRun]] = {}
        for run in runs:
            for transaction_id in run.decided:
                self._deciding.setdefault(transaction_id, []).append(run)
        self._unreadable = {entity for run in runs for entity in run.unreadable}
        self._all_said = all(run.received >= 0 for run in runs)

    def may_have_been_unreadable(self, entity: str) -> bool:
        """Return whether a profile, by its key, could not be read; also if an invocation ended before it said so."""
        return entity in self._unreadable or not self._all_said

    def given_up(self, entity: str, transaction_ids: Iterable[str]) -> Iterator[str]:
        """Yield the transactions that were decided while an entity's profile, by its key, was given up."""
        for transaction_id in transaction_ids:
            if any(entity in run.given_up for run in self._deciding.get(transaction_id, ())):
                yield transaction_id

    def races_with(self, transaction_id: str) -> int:
        """Count the writes of profiles that the invocations which decided on the transaction lost and made again."""
        return sum(run.races for run in self._deciding.get(transaction_id, ()))

    def failed_before(self, transaction_id: str, received: int) -> int:
        """Count the invocations that may have had the transaction before the one that decided, and failed.

        They ran after the transaction was received (epoch milliseconds), and began before its score was written.
        """
        deciding = self._deciding.get(transaction_id, [])
        scored = max((run.ended for run in deciding), default=float("inf"))
        return sum(run.ended >= received and run.began <= scored for run in self._broken if run not in deciding)
