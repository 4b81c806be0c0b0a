"""One transaction for the tests of the verdict: its attempts, and final states that are right or wrong."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chaos.ledger import Attempt, AttemptOutcome, Ledger
from chaos.verdict.allowances import Allowances
from chaos.verdict.final_state import FinalState
from chaos.verdict.judge import KindVerdict, judge_kind

SENT: Mapping[str, Any] = {
    "transaction_id": "tx",
    "amount": Decimal(25_000),
    "merchant": "Crypto Exchange",
    "timestamp": 7,
    "currency": "EUR",
}
UNTIMED = {name: value for name, value in SENT.items() if name != "timestamp"}
OTHER = {**SENT, "amount": Decimal(3)}
LATER = {**SENT, "timestamp": 8}
STAMP = {"created_at": "2026-01-01T00:00:00.000+00:00"}
ITEM, LATER_ITEM = {**SENT, **STAMP}, {**LATER, **STAMP}
REASONS = [
    {"reason": "amount_above_10000", "weight": Decimal("0.5")},
    {"reason": "suspicious_merchant", "weight": Decimal("0.4")},
]
SCORE = {
    **SENT,
    "fraud_score": Decimal("0.9"),
    "outcome": "review",
    "reasons": REASONS,
    "alerted_timestamps": {Decimal(7)},
}
SCORE_OF_BOTH = {**SCORE, "alerted_timestamps": {Decimal(7), Decimal(8)}}
DECIDED = {"fraud_score": Decimal("0.9"), "outcome": "review", "reasons": REASONS}
ALERT, LATER_ALERT = {**SENT, **DECIDED}, {**LATER, **DECIDED}
ALL_CORRECT = FinalState(
    stored={"tx": [ITEM]},
    scores={"tx": SCORE},
    alerts={"tx": [ALERT]},
    queued={},
    set_aside=frozenset(),
    other_messages=0,
)


def attempt(
    fields: Mapping[str, Any],
    outcome: AttemptOutcome = "accepted",
    status: int = 200,
    *,
    at: tuple[float, float] = (0, 1),
    told: int | None = None,
) -> Attempt:
    """Make an attempt, sent and answered `at` these times; the answer names its own timestamp unless `told` another."""
    acknowledged = outcome in ("accepted", "repeated")
    timestamp = told if told is not None else fields.get("timestamp") if acknowledged else None
    return Attempt(fields=fields, outcome=outcome, status=status, sent=at[0], answered=at[1], timestamp=timestamp)


def verdict_on(
    found: FinalState, *attempts: Attempt, allowances: Allowances | None = None, ledger: Ledger | None = None
) -> KindVerdict:
    """Judge what was found against these attempts, in a ledger that may hold more."""
    ledger = ledger or Ledger()
    for each in attempts:
        ledger.add_attempt("kind", each)
    return judge_kind(ledger, "kind", found, allowances or Allowances())


def violations(
    found: FinalState, *attempts: Attempt, allowances: Allowances | None = None, ledger: Ledger | None = None
) -> list[str]:
    """Name the faults of what was found."""
    return [finding.fault for finding in verdict_on(found, *attempts, allowances=allowances, ledger=ledger).findings]
