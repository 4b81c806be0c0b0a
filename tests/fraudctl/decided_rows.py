"""Rows of a transaction that was decided on in its request, as the tables hold them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decider, Decision
from handlers.decision.reader import Known
from handlers.decision.score_row import score_row
from handlers.decision.stored_decision import encode, stored_decision
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of

AS_OF = 1_795_350_600_250
"""The time of the decision."""

PAID = Transaction(
    transaction_id="tx-1",
    timestamp=1_795_350_600_000,
    amount=Decimal("120.5"),
    merchant="Corner Shop",
    customer_id="C-1",
    metadata={"card_token": {"S": "T-9"}},
)

RULES: list[dict[str, Any]] = [
    {
        "code": "far_above_habit",
        "when": "amount > 2 * customer.mean_30d and customer.count_30d > 5",
        "weight": Decimal("0.5"),
        "message": "Larger than usual.",
    },
    {"code": "blocked", "when": '"blocked" in customer.lists', "outcome": "decline", "tags": ["list"]},
    {"code": "busy_terminal", "when": "terminal.count_1h > 9", "weight": Decimal("0.1")},
    {"code": "small", "when": "amount < 5", "weight": Decimal("0.1")},
]

KNOWN: Known = {
    "customer.mean_30d": Decimal("20.25"),
    "customer.count_30d": Decimal(7),
    "customer.lists": frozenset({"watched", "blocked"}),
}


def strategy(*rules: dict[str, Any], **fields: Any) -> Strategy:
    """Return the strategy of these tests, or one of other rules."""
    return strategy_of(*(rules or RULES), **fields)


def decided(paid: Transaction = PAID, known: Known = KNOWN, degraded: tuple[str, ...] = ()) -> Decision:
    """Return the decision that the client was told."""
    return msgspec.structs.replace(Decider(strategy()).decide(paid, known), degraded=degraded)


def image(decision: Decision, **changed: Any) -> dict[str, Any]:
    """Return the transaction's row with its decision, attribute by attribute."""
    fields = {
        name: value
        for name, value in msgspec.structs.asdict(decision.transaction).items()
        if value is not msgspec.UNSET and name != "metadata"
    }
    metadata = {"metadata": {"M": decision.transaction.metadata}} if decision.transaction.metadata else {}
    stored = encode(stored_decision(decision, AS_OF))
    return {**to_attributes({**fields, **changed}), **metadata, "decision": {"B": stored}}


def score(decision: Decision) -> dict[str, Any]:
    """Return the row of the decision's score, as a command reads it."""
    at = datetime.fromtimestamp(AS_OF / 1000, UTC)
    return from_attributes(to_attributes(score_row(decision, at, timedelta(days=30))))
