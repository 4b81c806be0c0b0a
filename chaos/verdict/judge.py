"""The verdict on the transactions of a kind: which were lost, doubled, overwritten or otherwise wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

from chaos.ledger import Attempt, Ledger
from chaos.verdict.allowances import Allowances
from chaos.verdict.answers import judge_answers
from chaos.verdict.attempts import judge_attempts
from chaos.verdict.decisions import judge_decisions, stored_decision
from chaos.verdict.dry_runs import judge_dry_runs
from chaos.verdict.evidence import Evidence, contradict, is_documented_race
from chaos.verdict.final_state import FinalState
from chaos.verdict.scoring import judge_scoring
from chaos.verdict.versions import judge_versions

Violation = Literal["lost", "doubled", "overwritten", "wrong", "differs", "undercounted"]


@dataclass(frozen=True, kw_only=True)
class BrokenPromise:
    """A promise of the contract that was broken to one transaction."""

    fault: Violation
    transaction_id: str
    what: str


@dataclass(frozen=True, kw_only=True)
class KindVerdict:
    """Every broken promise to a kind's transactions, and the ids to which the documented exception applies."""

    findings: list[BrokenPromise]
    raced: frozenset[str]


def judge_kind(ledger: Ledger, kind: str, found: FinalState, allowances: Allowances) -> KindVerdict:
    """Compare what the clients of a kind were told with the final state."""
    every = {
        transaction_id: Evidence.of(transaction_id, attempts, ledger, found, allowances)
        for transaction_id, attempts in ledger.attempts_of(kind).items()
    }
    findings = [
        BrokenPromise(fault=fault, transaction_id=transaction_id, what=what)
        for transaction_id, evidence in every.items()
        for fault, what in judge_transaction(evidence)
    ]
    return KindVerdict(
        findings=[
            *findings,
            *_judge_invalid_records(ledger, kind, found),
            *(
                BrokenPromise(fault=fault, transaction_id=each, what=what)
                for fault, each, what in judge_attempts(ledger, kind)
            ),
            *(
                BrokenPromise(fault="wrong", transaction_id=each, what=what)
                for each, what in (
                    *judge_dry_runs(ledger, kind, found, allowances),
                    *judge_versions(ledger, kind, found),
                )
            ),
        ],
        raced=frozenset(transaction_id for transaction_id, evidence in every.items() if is_documented_race(evidence)),
    )


def judge_transaction(evidence: Evidence) -> Iterator[tuple[Violation, str]]:
    """Yield the broken promises to one id."""
    yield from (("wrong", what) for what in judge_answers(evidence))
    if len(evidence.items) > 1 and not is_documented_race(evidence):
        yield "doubled", f"{len(evidence.items)} items under one id"
    yield from _judge_acknowledged(evidence)
    for item in evidence.items:
        if not evidence.sources(item):
            yield "wrong", "stored, though no request may have been stored"
        if any(item.get(name) != value for name, value in evidence.row_attributes[int(item["timestamp"])].items()):
            yield "overwritten", "an attribute that was added to the row is gone"
    if evidence.queued and not _stays_in_conflict(evidence):
        yield "wrong", "a request stays in the queue, though nothing keeps it from being stored"
    yield from judge_scoring(evidence)
    yield from judge_decisions(evidence)


def _stays_in_conflict(evidence: Evidence) -> bool:
    """Return whether something keeps a message from being stored: another content, or another decision.

    A decision on what others stored whose score has expired cannot be compared: it stays for a person too.
    """
    if any(contradict(a, b) for a, b in permutations(evidence.may_be_stored, 2)):
        return True
    if stored := stored_decision(evidence):
        return any(each.answered != stored.answered for each in evidence.queued_decisions)
    return evidence.expired and bool(evidence.items) and len(evidence.queued_decisions) == len(evidence.queued)


def _judge_acknowledged(evidence: Evidence) -> Iterator[tuple[Violation, str]]:
    """Yield the broken promises to acknowledged requests; one that waits in the queue is not lost."""
    due = [each for each in evidence.acknowledged if not evidence.is_among(each, evidence.queued)]
    overwritten = [attempt for attempt in due if _overwritten(attempt, evidence)]
    if overwritten:
        yield "overwritten", "accepted, but another content is stored in its place"
    if any(each not in overwritten and not evidence.is_among(each, evidence.items) for each in due):
        yield "lost", "accepted, but neither stored nor in the queue"


def _overwritten(attempt: Attempt, evidence: Evidence) -> bool:
    stored = [item for item in evidence.items if item["timestamp"] == attempt.timestamp]
    return bool(stored) and not evidence.is_among(attempt, stored)


def _judge_invalid_records(ledger: Ledger, kind: str, found: FinalState) -> Iterator[BrokenPromise]:
    for transaction_id in (each for each, planted in ledger.invalid_records.items() if planted == kind):
        if transaction_id not in found.set_aside:
            yield BrokenPromise(fault="lost", transaction_id=transaction_id, what="an invalid record, not in the queue")
        if transaction_id in found.scores:
            yield BrokenPromise(fault="wrong", transaction_id=transaction_id, what="an invalid record with a score")
