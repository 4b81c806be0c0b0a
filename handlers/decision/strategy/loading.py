"""The reading of a strategy's document: everything that is wrong with it, or the strategy that it describes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from handlers.decision.condition.checking import check
from handlers.decision.condition.compiling import compile_condition
from handlers.decision.condition.faults import ConditionError
from handlers.decision.condition.tree import Missing, Node, Read, reads, walk
from handlers.decision.entity.catalogue import feature_of
from handlers.decision.entity.feature import Feature
from handlers.decision.entity.places import MOST_ENTITIES, places_of, vocabulary_of
from handlers.decision.strategy.document import (
    LARGEST_DOCUMENT,
    MOST_RULES,
    canonical,
    complete,
    digest,
    problems,
)
from handlers.decision.strategy.problem import Path, Problem
from handlers.decision.strategy.strategy import Strategy, StrategyRule, Thresholds


def load(document: Any) -> Strategy | list[Problem]:
    """Return the strategy that a document describes, or all that is wrong with the document."""
    found = list(problems(document))
    trees = _trees(document, found) if isinstance(document, dict) else []
    if found:
        return found
    filled = complete(document)
    if (size := len(canonical(filled))) > LARGEST_DOCUMENT:
        return [Problem((), f"a strategy takes at most {LARGEST_DOCUMENT:,} bytes; this one takes {size:,}")]
    return _strategy(filled, trees)


def _trees(document: Mapping[str, Any], found: list[Problem]) -> list[Node]:
    """Return the trees of all conditions; add what is wrong with them to the problems found."""
    rules, entities = document.get("rules"), document.get("entities", {})
    if (
        not isinstance(rules, list)
        or len(rules) > MOST_RULES
        or (isinstance(entities, dict) and len(entities) > MOST_ENTITIES)
    ):
        return []
    vocabulary, trees = vocabulary_of(entities), list[Node]()
    for place, rule in enumerate(rules):
        when = rule.get("when") if isinstance(rule, dict) else None
        if isinstance(when, str):
            try:
                trees.append(check(when, vocabulary))
            except ConditionError as error:
                path: Path = ("rules", place, "when")
                faults = sorted(error.faults, key=lambda fault: fault.column)
                found += [Problem(path, fault.message, fault.hint, fault.column) for fault in faults]
    return trees


def _strategy(document: Mapping[str, Any], trees: list[Node]) -> Strategy:
    return Strategy(
        name=document["name"],
        digest=digest(document),
        thresholds=Thresholds(**{name: Decimal(share) for name, share in document["thresholds"].items()}),
        rules=tuple(_rule(rule, tree) for rule, tree in zip(document["rules"], trees, strict=True)),
        first_only=document["evaluate"] == "first",
        seed_currencies=frozenset(document["seed_currencies"]),
        timezone=document["timezone"],
        when_degraded=document["when_degraded"],
        entities=places_of(document["entities"]),
        features=_features(trees),
        document=document,
    )


def _features(trees: list[Node]) -> Mapping[str, tuple[Feature, ...]]:
    names = {node.name for tree in trees for node in walk(tree) if isinstance(node, Read | Missing)}
    found: dict[str, set[Feature]] = {}
    for name in names:
        if "." in name and (feature := feature_of(name)):
            found.setdefault(name.partition(".")[0], set()).add(feature)
    return {kind: tuple(sorted(found[kind], key=lambda each: each.number)) for kind in sorted(found)}


def _rule(rule: Mapping[str, Any], tree: Node) -> StrategyRule:
    return StrategyRule(
        code=rule["code"],
        when=rule["when"],
        tree=tree,
        condition=compile_condition(tree),
        weight=Decimal(rule["weight"]),
        outcome=rule["outcome"],
        tags=tuple(rule["tags"]),
        message=rule["message"],
        reads=tuple(sorted(reads(tree), key=lambda read: read.slot)),
    )
