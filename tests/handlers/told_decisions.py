"""Transactions that come to Scoring with the decision that their client was told."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import msgspec

from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decider, Decision
from handlers.decision.reader import NOTHING, Known
from handlers.decision.stored_decision import encode, stored_decision
from handlers.decision.strategy.strategy import Strategy

TOLD_AT = 1_795_350_699_000
"""The time of the decisions, in epoch milliseconds: before Scoring comes to them."""


def transaction_of(fields: Mapping[str, Any]) -> Transaction:
    """Return a transaction as Processing hands it over."""
    return msgspec.convert(fields, Transaction)


def decision_on(fields: Mapping[str, Any], strategy: Strategy, known: Known = NOTHING, **more: Any) -> Decision:
    """Return the decision that Decision makes on a transaction as Processing hands it over."""
    decision = Decider(strategy).decide(transaction_of(fields), known)
    return msgspec.structs.replace(decision, **more)


def told(fields: Mapping[str, Any], strategy: Strategy, known: Known = NOTHING, **more: Any) -> dict[str, Any]:
    """Return a transaction with that decision, as Processing hands it over."""
    return with_decision(fields, encode(stored_decision(decision_on(fields, strategy, known, **more), TOLD_AT)))


def with_decision(fields: Mapping[str, Any], decision: bytes) -> dict[str, Any]:
    """Return a transaction with the bytes of its row's decision, as Processing hands it over."""
    return {**fields, "decision": b64encode(decision).decode()}
