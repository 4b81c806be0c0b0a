"""Warnings of what compiles and cannot be meant."""

from collections.abc import Iterator

from fraudctl.strategy.amounts import compares_amount_alone
from fraudctl.strategy.logic import always, implies, possible
from handlers.decision.problem import Problem
from handlers.decision.profile.catalogue import feature_of
from handlers.decision.profile.entity_places import vocabulary_of
from handlers.decision.profile.feature import counterparts
from handlers.decision.strategy import Strategy, StrategyRule
from handlers.decision.tree import Missing, Node, Read, walk
from handlers.decision.vocabulary import Vocabulary


def warnings(strategy: Strategy) -> Iterator[Problem]:
    """Yield what of a strategy is likely a mistake, each warning with its name."""
    dead, vocabulary = set[int](), vocabulary_of(strategy.document["entities"])
    for place, rule in enumerate(strategy.rules):
        path = ("rules", place, "when")
        if not possible(rule.tree, vocabulary):
            dead.add(place)
            yield Problem(path, f"{rule.code} can never fire [never-fires]")
        elif always(rule.tree, vocabulary):
            yield Problem(path, f"{rule.code} fires for every transaction [always-fires]")
        yield from (Problem(path, said) for said in _never_known(rule.tree))
        if compares_amount_alone(rule.tree):
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


def _never_known(tree: Node) -> Iterator[str]:
    """Yield a sentence about each feature in the condition that its entity can never have."""
    for name in dict.fromkeys(node.name for node in walk(tree) if isinstance(node, Read | Missing)):
        feature, kind = feature_of(name), name.partition(".")[0]
        if feature and not feature.had_by(kind):
            has = " and ".join(f"{each}s" for each in sorted(counterparts(kind)))
            yield f"{name} is never known: a {kind} has {has} alone [never-known]"
