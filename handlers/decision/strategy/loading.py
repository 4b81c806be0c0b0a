"""The reading of a strategy's document: everything that is wrong with it, or the strategy that it describes."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from handlers.decision.condition.checking import check
from handlers.decision.condition.compiling import compile_condition
from handlers.decision.condition.faults import ConditionError
from handlers.decision.condition.tree import Missing, Node, Read, reads, walk
from handlers.decision.condition.vocabulary import MODEL, OF_MODEL, Vocabulary
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

if TYPE_CHECKING:
    from handlers.decision.model.model import Model


def load(document: Any) -> Strategy | list[Problem]:
    """Return the strategy that a document describes, or all that is wrong with the document."""
    found = list(problems(document))
    vocabulary = _vocabulary(document) if isinstance(document, dict) else {}
    model = _model(document, vocabulary, found) if vocabulary else None
    trees = _trees(document, vocabulary, found) if vocabulary else []
    if found:
        return found
    filled = complete(document)
    if (size := len(canonical(filled))) > LARGEST_DOCUMENT:
        return [Problem((), f"a strategy takes at most {LARGEST_DOCUMENT:,} bytes; this one takes {size:,}")]
    return _strategy(filled, trees, model)


def _vocabulary(document: Mapping[str, Any]) -> Vocabulary:
    """Return the names that the document may read; none where it names so many entities that nothing else is said."""
    entities = document.get("entities", {})
    if isinstance(entities, dict) and len(entities) > MOST_ENTITIES:
        return {}
    return {**vocabulary_of(entities), **(OF_MODEL if document.get(MODEL) else {})}


def _model(document: Mapping[str, Any], vocabulary: Vocabulary, found: list[Problem]) -> "Model | None":
    """Return the model, if there is one; add what is wrong with it to the problems found."""
    part = document.get(MODEL)
    if not isinstance(part, dict) or not part:
        return None
    from handlers.decision.model.reading import read_model  # noqa: PLC0415 -- most strategies have none

    model = read_model(part, vocabulary)
    if isinstance(model, list):
        found += [Problem((MODEL, *each.path), each.message, each.hint, of_name=each.of_name) for each in model]
        return None
    return model


def _trees(document: Mapping[str, Any], vocabulary: Vocabulary, found: list[Problem]) -> list[Node]:
    """Return the trees of all conditions; add what is wrong with them to the problems found."""
    rules, trees = document.get("rules"), list[Node]()
    if not isinstance(rules, list) or len(rules) > MOST_RULES:
        return []
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


def _strategy(document: Mapping[str, Any], trees: list[Node], model: "Model | None") -> Strategy:
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
        features=_features(trees, model.reads if model else ()),
        document=document,
        model=model,
    )


def _features(trees: list[Node], of_model: Iterable[Read]) -> Mapping[str, tuple[Feature, ...]]:
    names = {node.name for tree in trees for node in walk(tree) if isinstance(node, Read | Missing)}
    names.update(each.name for each in of_model)
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
