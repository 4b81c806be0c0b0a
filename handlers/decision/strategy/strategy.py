"""A strategy as the functions decide by it: its document checked, its conditions compiled."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from handlers.decision.condition.checking import check
from handlers.decision.condition.compiling import Condition, compile_condition
from handlers.decision.condition.faults import ConditionError
from handlers.decision.condition.tree import Missing, Node, Read, reads, usual_reads, walk
from handlers.decision.entity.catalogue import feature_of
from handlers.decision.entity.feature import Feature
from handlers.decision.entity.places import MOST_ENTITIES, IdPlace, places_of, vocabulary_of
from handlers.decision.strategy.document import (
    LARGEST_DOCUMENT,
    MOST_RULES,
    canonical,
    complete,
    digest,
    problems,
)
from handlers.decision.strategy.problem import Path, Problem


class Thresholds(msgspec.Struct, frozen=True):
    """Scores above which the outcome is review, and decline."""

    review: Decimal
    decline: Decimal


class StrategyRule(msgspec.Struct, frozen=True):
    """A rule whose condition is compiled."""

    code: str
    when: str
    tree: Node
    condition: Condition
    weight: Decimal
    outcome: str | None
    tags: tuple[str, ...]
    message: str | None
    reads: tuple[Read, ...]
    """The reads of its condition, by name."""


class Strategy(msgspec.Struct, frozen=True):
    """A version of rules and thresholds, known by the digest of its document."""

    name: str
    digest: str
    thresholds: Thresholds
    rules: tuple[StrategyRule, ...]
    first_only: bool
    """True if the first rule that fires is the last that is evaluated."""
    seed_currencies: frozenset[str]
    timezone: str
    when_degraded: str
    """The mildest outcome of a decision for which something could not be read."""
    entities: Mapping[str, IdPlace]
    """The place of each entity's id, of those that are always there too."""
    features: Mapping[str, tuple[Feature, ...]]
    """The features that its conditions read or ask about, by kind of entity, by number."""
    document: Mapping[str, Any]
    alerts_above: Decimal | None = None
    """The review threshold, where it is not the document's own."""

    @property
    def reads(self) -> frozenset[Read]:
        """Return all that its conditions may read."""
        return frozenset(read for rule in self.rules for read in rule.reads)

    @property
    def asks(self) -> frozenset[str]:
        """Return all names that its conditions ask about by `missing`."""
        return frozenset(node.name for rule in self.rules for node in walk(rule.tree) if isinstance(node, Missing))

    @property
    def usual(self) -> frozenset[str]:
        """Return the names that most decisions read."""
        rules = self.rules[:1] if self.first_only else self.rules
        return frozenset(read.name for rule in rules for read in usual_reads(rule.tree))

    def alerting_above(self, threshold: Decimal) -> "Strategy":
        """Return the same with other thresholds: review at this one, decline at the greater of it and its own."""
        thresholds = Thresholds(review=threshold, decline=max(threshold, self.thresholds.decline))
        own = Decimal(self.document["thresholds"]["review"])
        return msgspec.structs.replace(
            self, thresholds=thresholds, alerts_above=None if threshold == own else threshold
        )


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
