"""Strategies that tests decide by: the packaged one, and some made of a few rules."""

import functools
from decimal import Decimal
from typing import Any

from components.compute.code import STRATEGY
from components.compute.strategy import packaged_strategy
from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decider, Decision
from handlers.decision.strategy.document import parse_canonical
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.strategy import Strategy


@functools.cache
def packaged_json() -> str:
    """Return the packaged strategy as the functions' archive holds it."""
    return packaged_strategy(STRATEGY)


@functools.cache
def packaged() -> Strategy:
    """Return the packaged strategy as Scoring decides by it, at the default alert threshold."""
    return loaded(parse_canonical(packaged_json())).alerting_above(Decimal("0.8"))


@functools.cache
def first() -> Strategy:
    """Return the first default, whose three rules read nothing but the payment."""
    return loaded(parse_canonical(packaged_strategy(STRATEGY.with_name("default-1.yaml"))))


def strategy_of(*rules: dict[str, Any], **fields: Any) -> Strategy:
    """Return a strategy of rules, each with a weight of 0 unless it says another."""
    thresholds = {"review": Decimal("0.8"), "decline": Decimal("0.95")}
    coded = [{"code": f"rule_{number}", "weight": Decimal(0), **rule} for number, rule in enumerate(rules)]
    return loaded({"name": "of_a_test", "thresholds": thresholds, "rules": coded, **fields})


def loaded(document: Any) -> Strategy:
    """Return the strategy that a document is."""
    strategy = load(document)
    assert isinstance(strategy, Strategy), strategy
    return strategy


def decide(transaction: Transaction, strategy: Strategy | None = None) -> Decision:
    """Return the decision on a transaction, by the packaged strategy if none is given."""
    return Decider(strategy or packaged()).decide(transaction)
