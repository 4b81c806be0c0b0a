"""Warnings of what compiles and cannot be meant."""

from collections.abc import Iterator

from fraudctl.strategy.logic import always, implies, possible
from handlers.decision.document import Problem
from handlers.decision.strategy import Strategy, StrategyRule
from handlers.decision.tree import Compare, Constant, Missing, Read, walk
from handlers.decision.vocabulary import TRANSACTION, Kind, Vocabulary


def warnings(strategy: Strategy, vocabulary: Vocabulary = TRANSACTION) -> Iterator[Problem]:
    """Yield what of a strategy is likely a mistake, each warning with its name."""
    dead = set[int]()
    for place, rule in enumerate(strategy.rules):
        path = ("rules", place, "when")
        if not possible(rule.tree, vocabulary):
            dead.add(place)
            yield Problem(path, f"{rule.code} can never fire [never-fires]")
        elif always(rule.tree, vocabulary):
            yield Problem(path, f"{rule.code} fires for every transaction [always-fires]")
        if _amount_alone(rule):
            yield Problem(
                path,
                f"{rule.code} compares an amount whatever its currency [amount-without-currency]",
                "… and (missing(currency) or currency in seed_currencies)",
            )
    alive = [(place, rule) for place, rule in enumerate(strategy.rules) if place not in dead]
    for turn, (place, rule) in enumerate(alive):
        earlier = (each for _, each in alive[:turn])
        if said := next(filter(None, (_beside(each, rule, strategy, vocabulary) for each in earlier)), None):
            yield Problem(("rules", place, "when"), said)


def _beside(first: StrategyRule, second: StrategyRule, strategy: Strategy, vocabulary: Vocabulary) -> str | None:
    """Return what is likely a mistake in a rule for the sake of one before it."""
    if strategy.first_only and implies(second.tree, first.tree, vocabulary):
        return f"{second.code} never comes to its turn: {first.code} fires before it [hidden]"
    if _contradictory(first, second) and _same(first, second, vocabulary):
        said = f"{first.code} says {first.outcome}, and {second.code} {second.outcome}, of the same transactions"
        return f"{said} [contradiction]"
    return None


def _contradictory(one: StrategyRule, other: StrategyRule) -> bool:
    return None not in (one.outcome, other.outcome) and one.outcome != other.outcome


def _same(one: StrategyRule, other: StrategyRule, vocabulary: Vocabulary) -> bool:
    return one.tree == other.tree or (
        implies(one.tree, other.tree, vocabulary) and implies(other.tree, one.tree, vocabulary)
    )


def _amount_alone(rule: StrategyRule) -> bool:
    """Tell an amount compared with a number that was written down, in a rule that does not look at the currency."""
    names = {node.name for node in walk(rule.tree) if isinstance(node, Read | Missing)}
    if "amount" not in names or "currency" in names:
        return False
    return any(
        isinstance(node, Compare)
        and any(isinstance(each, Constant) and each.kind is Kind.NUMBER and each.value for each in node.operands)
        and any(isinstance(each, Read) and each.name == "amount" for each in walk(node))
        for node in walk(rule.tree)
    )
