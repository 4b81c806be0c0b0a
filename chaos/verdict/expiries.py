"""The verdict on rows that expired: they and their claims at the right time, and all that was told until they went."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chaos.expiry_book import ExpiredLife
from chaos.ledger import Attempt, Ledger
from chaos.told import Told
from chaos.verdict.allowances import Allowances
from chaos.verdict.evidence import Evidence, sent_time
from chaos.verdict.final_state import FinalState
from chaos.verdict.judge import BrokenPromise, Violation, judge_transaction
from chaos.verdict.stored_decisions import decision_in_row
from chaos.verdict.stored_times import milliseconds_of
from handlers.aws.attributes import from_attributes

DAY = 86_400_000
"""Milliseconds."""


def judge_expiries(ledger: Ledger, kind: str, found: FinalState, allowances: Allowances) -> Iterator[BrokenPromise]:
    """Judge each id of a kind's traffic whose row is gone by what it was when it went."""
    current = ledger.attempts_of(kind)
    for life in (each for each in ledger.expired if each.kind == kind):
        findings = [*_judge_times(life, ledger.retention_days), *_judge_change(life)]
        evidence = Evidence.of(life.transaction_id, life.attempts, ledger, _then(life, found), allowances)
        findings += judge_transaction(evidence)
        findings += _judge_next(life, current.get(life.transaction_id, ()), found)
        if life.transaction_id not in current and life.transaction_id in {*found.stored, *found.scores, *found.queued}:
            findings.append(("wrong", "nobody sent it again, and it is there"))
        for fault, what in findings:
            yield BrokenPromise(fault=fault, transaction_id=life.transaction_id, what=f"expired: {what}")


def _judge_times(life: ExpiredLife, days: int) -> Iterator[tuple[Violation, str]]:
    """Yield what is wrong with the time at which a row and its claim were to go."""
    for row in map(from_attributes, life.rows):
        received = row.get("claimed_timestamp") or milliseconds_of(row["created_at"])
        due = -(-(int(received) + days * DAY) // 1000)
        if "claimed_timestamp" in row and abs(int(row.get("expiry", 0)) - due) > 1:
            yield "wrong", f"a claim that expires at {row.get('expiry')} instead of {due}"
        elif "claimed_timestamp" not in row and row.get("expiry") != due:
            yield "wrong", f"a row that expires at {row.get('expiry')} instead of {due}"


def _judge_change(life: ExpiredLife) -> Iterator[tuple[Violation, str]]:
    """Yield what is wrong with a row that was past its time and not gone: it answers, and nothing changes it."""
    before, after = (
        [{name: value for name, value in row.items() if name != "expiry"} for row in rows]
        for rows in (life.rows, life.last)
    )
    if before != after:
        yield "overwritten", f"{before} was there, past its time, and then {after}"


def _judge_next(life: ExpiredLife, attempts: Sequence[Attempt], found: FinalState) -> Iterator[tuple[Violation, str]]:
    """Yield what is wrong with the payment that came under the id once it was free: it has a time of its own."""
    former = {int(row["timestamp"]["N"]) for row in life.last}
    if any(sent_time(each) is not None for each in attempts):
        return
    for row in found.stored.get(life.transaction_id, ()) if attempts else ():
        if int(row["timestamp"]) in former:
            yield "wrong", f"a new payment has {row['timestamp']}, the time of the one that is gone"


def _then(life: ExpiredLife, found: FinalState) -> FinalState:
    """Return the state as it was when the row went."""
    name = life.transaction_id
    typed = [row for row in life.last if "claimed_timestamp" not in row]
    decisions: dict[int, Told] = {
        int(row["timestamp"]["N"]): decided for row in typed if (decided := decision_in_row(row))
    }
    return replace(
        found,
        stored={name: [from_attributes(row) for row in typed]},
        scores={name: life.score} if life.score else {},
        queued={},
        queued_decisions={},
        decisions={name: decisions},
        claims=frozenset({name} if life.claimed else ()),
    )
