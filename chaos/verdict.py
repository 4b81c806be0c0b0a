"""The ledger against the findings: what was lost, doubled or overwritten, what came in that should not have."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

from chaos.answers import judge_answers
from chaos.evidence import Evidence, contradict
from chaos.excuses import Excuses
from chaos.findings import Findings, Item
from chaos.ledger import Attempt, Ledger
from chaos.raced import raced
from chaos.scoring import judge_scoring

Fault = Literal["lost", "doubled", "overwritten", "wrong"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One broken promise."""

    fault: Fault
    transaction_id: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Every promise that was broken to a kind's transactions, and the ids that the documented exception concerns."""

    findings: list[Finding]
    raced: frozenset[str]


def judge(ledger: Ledger, kind: str, found: Findings, excuses: Excuses) -> Verdict:
    """Compare what the clients of a kind were told with what was found."""
    every = {
        identity: Evidence.of(identity, attempts, ledger, found, excuses)
        for identity, attempts in ledger.of_kind(kind).items()
    }
    findings = [
        Finding(fault=fault, transaction_id=identity, what=what)
        for identity, evidence in every.items()
        for fault, what in _transaction(evidence)
    ]
    return Verdict(
        findings=[*findings, *_poison(ledger, kind, found)],
        raced=frozenset(identity for identity, evidence in every.items() if raced(evidence)),
    )


def _transaction(evidence: Evidence) -> Iterator[tuple[Fault, str]]:
    yield from (("wrong", what) for what in judge_answers(evidence))
    if len(evidence.items) > 1 and not raced(evidence):
        yield "doubled", f"{len(evidence.items)} items under one id"
    yield from _promises(evidence)
    for item in evidence.items:
        if not evidence.sources(item):
            yield "wrong", "stored, though nobody was told that it might be"
        if any(item.get(name) != value for name, value in evidence.added[int(item["timestamp"])].items()):
            yield "overwritten", "what somebody added to the row is gone"
    if evidence.letters and not any(contradict(a, b) for a, b in permutations(evidence.possible, 2)):
        yield "wrong", "a letter that nothing keeps from being stored lies in the queue"
    yield from judge_scoring(evidence)


def _promises(evidence: Evidence) -> Iterator[tuple[Fault, str]]:
    """Say what became of those who were told that their transaction lasts; what waits in the queue lasts, too."""
    due = [each for each in evidence.taken if not evidence.kept(each, evidence.letters)]
    overwritten = [attempt for attempt in due if _overwritten(attempt, evidence)]
    if overwritten:
        yield "overwritten", "accepted, and another content stands in its place"
    if any(each not in overwritten and not evidence.kept(each, evidence.items) for each in due):
        yield "lost", "accepted, and neither stored nor in the queue"


def _overwritten(attempt: Attempt, evidence: Evidence) -> bool:
    there = _at(evidence, attempt.timestamp)
    return bool(there) and not evidence.kept(attempt, there)


def _at(evidence: Evidence, timestamp: int | None) -> list[Item]:
    return [item for item in evidence.items if item["timestamp"] == timestamp]


def _poison(ledger: Ledger, kind: str, found: Findings) -> Iterator[Finding]:
    for identity in (each for each, planted in ledger.poison.items() if planted == kind):
        if identity not in found.set_aside:
            yield Finding(fault="lost", transaction_id=identity, what="poison that nobody set aside")
        if identity in found.scores:
            yield Finding(fault="wrong", transaction_id=identity, what="poison with a score")
