"""Warnings of what compiles and cannot be meant."""

from collections.abc import Iterator

from fraudctl.strategy.currencies import amount_alone
from fraudctl.strategy.dead_parts import dead_parts
from fraudctl.strategy.implication import Budget, Meaning, implies
from fraudctl.strategy.logic import always, possible
from fraudctl.strategy.simplifying import simplified
from handlers.decision.condition.tree import Constant, Missing, Node, Read, walk
from handlers.decision.condition.vocabulary import OF_MODEL, Kind
from handlers.decision.entity.catalogue import feature_of
from handlers.decision.entity.feature import counterparts
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.strategy.problem import Problem
from handlers.decision.strategy.strategy import Strategy, StrategyRule

CATCH_ALL = "True"
"""The condition of a last rule that is meant for what no rule before it took, with `evaluate: first`."""

MOST_WEIGHED = 50_000
"""Simple facts, and values of lists, that are weighed to compare rules with each other, a few seconds' worth; of rules
after that nothing is said but what each says by itself."""


def warnings(strategy: Strategy) -> Iterator[Problem]:
    """Yield what of a strategy is likely a mistake, each warning with its name."""
    lists = {"seed_currencies": Constant(tuple(sorted(strategy.seed_currencies)), Kind.TEXTS)}
    alive: list[tuple[int, StrategyRule, Meaning]] = []
    vocabulary = {**vocabulary_of(strategy.document["entities"]), **(OF_MODEL if strategy.model else {})}
    for place, rule in enumerate(strategy.rules):
        path, tree = ("rules", place, "when"), simplified(rule.tree, lists)
        yield from (Problem(path, said) for said in _never_known(rule.tree))
        last = strategy.first_only and place == len(strategy.rules) - 1
        if not possible(tree, vocabulary):
            yield Problem(path, f"{rule.code} can never fire [never-fires]")
            continue
        alive.append((place, rule, Meaning(tree, vocabulary)))
        if not always(tree, vocabulary):
            for part in dead_parts(rule, lists, vocabulary):
                yield Problem(path, f"{rule.code}: {part.message} [never-true]", column=part.column)
        elif not (last and rule.when.strip() == CATCH_ALL):
            yield Problem(path, f"{rule.code} fires for every transaction [always-fires]")
        if amount_alone(tree):
            yield Problem(
                path,
                f"{rule.code} compares an amount whatever its currency [amount-without-currency]",
                "… and (missing(currency) or currency in seed_currencies)",
            )
    yield from _compared(alive, strategy)


def _compared(rules: list[tuple[int, StrategyRule, Meaning]], strategy: Strategy) -> Iterator[Problem]:
    """Yield what is likely a mistake in a rule for the sake of one before it."""
    budget = Budget(MOST_WEIGHED)
    for turn, (place, rule, meaning) in enumerate(rules):
        for _, earlier, before in rules[:turn]:
            try:
                said = _beside((earlier, before), (rule, meaning), strategy, budget)
            except OverflowError:
                return
            if said:
                yield Problem(("rules", place, "when"), said)
                break


def _beside(
    first: tuple[StrategyRule, Meaning],
    second: tuple[StrategyRule, Meaning],
    strategy: Strategy,
    budget: Budget,
) -> str | None:
    (one, before), (other, after) = first, second
    if strategy.first_only:
        hidden = implies(after, before, budget)
        return f"{other.code} never comes to its turn: {one.code} fires before it [hidden]" if hidden else None
    if not _contradictory(one, other):
        return None
    if implies(after, before, budget) and implies(before, after, budget):
        said = f"{one.code} says {one.outcome}, and {other.code} {other.outcome}, of the same transactions"
        return f"{said} [contradiction]"
    return None


def _contradictory(one: StrategyRule, other: StrategyRule) -> bool:
    return None not in (one.outcome, other.outcome) and one.outcome != other.outcome


def _never_known(tree: Node) -> Iterator[str]:
    """Yield a sentence about each feature in the condition that its entity can never have."""
    for name in dict.fromkeys(node.name for node in walk(tree) if isinstance(node, Read | Missing)):
        feature, kind = feature_of(name), name.partition(".")[0]
        if feature and not feature.had_by(kind):
            has = " and ".join(f"{each}s" for each in sorted(counterparts(kind)))
            yield f"{name} is never known: a {kind} has {has} alone [never-known]"
