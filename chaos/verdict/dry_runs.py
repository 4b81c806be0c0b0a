"""The verdict on dry runs: each is answered by the rules, and nothing of it is anywhere."""

from collections.abc import Iterator
from http import HTTPStatus

from chaos.ledger import Attempt, Ledger
from chaos.verdict.allowances import Allowances
from chaos.verdict.decisions import differences
from chaos.verdict.final_state import FinalState

ANSWERS = frozenset({0, HTTPStatus.OK, HTTPStatus.BAD_REQUEST})


def judge_dry_runs(ledger: Ledger, kind: str, found: FinalState, allowances: Allowances) -> Iterator[tuple[str, str]]:
    """Yield the id of each dry run of a kind's traffic that broke a promise, and which."""
    sent = ledger.attempts_of(kind).keys() | ledger.former_of(kind).keys()
    traces = (found.stored, found.scores, found.alerts, found.queued, found.claims, found.decision_log.outcomes)
    for attempt in ledger.dry_runs_of(kind):
        transaction_id = attempt.fields["transaction_id"]
        yield from ((transaction_id, f"dry run: {what}") for what in _wrong_answers(attempt, found, allowances))
        if transaction_id not in sent and any(transaction_id in each for each in traces):
            yield transaction_id, "dry run: it left a trace"


def _wrong_answers(attempt: Attempt, found: FinalState, allowances: Allowances) -> Iterator[str]:
    if attempt.status not in ANSWERS and not allowances.crashes:
        yield f"answered {attempt.status}, which no contract knows"
    if attempt.outcome == "repeated":
        yield "answered as a repeat"
    yield from differences(attempt.fields, attempt.told, found.rollout.overrides)
