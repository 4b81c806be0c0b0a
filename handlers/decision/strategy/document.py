"""The document of a strategy: which fields it has, what may stand in each, and the one way it is written down.

A document is what YAML or JSON says, as plain values: mappings, lists, texts, booleans and exact numbers.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Context, Decimal
from typing import Any

import msgspec

from handlers.contract.money import MOST_DIGITS
from handlers.decision.condition.faults import nearest
from handlers.decision.strategy.problem import Path, Problem
from handlers.decision.strategy.schema import FRAUD_DETECTOR, RULE, STRATEGY, THRESHOLDS, Field

MOST_RULES = 500
MOST_TAGS = 100
"""Different ones: if all rules fire, the tags of all are in the score's row and in the alert."""

_LEFT_OUT = {name: field for name, field in RULE.items() if name != "weight"}
"""The fields of a rule that the canonical form leaves out at their default; not the weight: a rule that only observes
has one of 0."""

_EXACT = Context(prec=MOST_DIGITS)
"""Holds every number of a document to its last digit, as the schema allows no longer ones."""

LARGEST_DOCUMENT = 256 * 1024
"""Bytes of the canonical form; an item of DynamoDB holds 400 KB."""


def problems(document: Any) -> Iterator[Problem]:
    """Yield all that is wrong with a document but for what its conditions say."""
    if not isinstance(document, dict):
        yield Problem((), "a strategy is a mapping of fields: name, thresholds, rules and more")
        return
    yield from _of_fields(document, STRATEGY, ())
    if isinstance(document.get("thresholds"), dict):
        yield from _of_thresholds(document["thresholds"])
    if isinstance(entities := document.get("entities"), dict) and entities:
        from handlers.decision.strategy.entity_problems import entity_problems  # noqa: PLC0415 -- only who names some needs it

        yield from entity_problems(entities)
    if isinstance(document.get("rules"), list):
        yield from _of_rules(document["rules"])
    if isinstance(part := document.get(FRAUD_DETECTOR), dict) and part:
        from handlers.fraud_detector.detector_part import part_problems  # noqa: PLC0415 -- most strategies have none

        codes = frozenset(str(each.get("code")) for each in _list(document.get("rules")) if isinstance(each, dict))
        for path, message in part_problems(part, codes):
            yield Problem((FRAUD_DETECTOR, *path), message)


def complete(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document without problems with every field that it left out, and no other."""
    filled = {name: document.get(name, field.default) for name, field in STRATEGY.items()}
    filled["rules"] = [
        {name: rule.get(name, field.default) for name, field in RULE.items()} for rule in document["rules"]
    ]
    return filled


def canonical(document: Mapping[str, Any]) -> bytes:
    """Return the one JSON text of a document: names sorted, no blanks, numbers without needless digits, no defaults.

    Defaults are left out so that a field that a later version adds does not change what older documents are known by.
    """
    said = _without_defaults(document, STRATEGY)
    if "rules" in said:
        said["rules"] = [_without_defaults(rule, _LEFT_OUT) for rule in said["rules"]]
    return msgspec.json.encode(_plain(said), order="sorted")


def parse_canonical(text: bytes | str) -> Any:
    """Return the document that a canonical form is of; raise ValueError if it is no JSON."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal digits: what a strategy is known by."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _of_fields(value: Mapping[str, Any], fields: Mapping[str, Field], path: Path) -> Iterator[Problem]:
    for name in value:
        if name not in fields:
            yield Problem((*path, name), f"{name} is no field here", nearest(str(name), fields), of_name=True)
    for name, field in fields.items():
        if name not in value:
            if field.required:
                yield Problem(path, f"{name} is missing")
        elif rule := field.check(value[name]):
            yield Problem((*path, name), f"{name} {rule}")


def _of_thresholds(thresholds: Mapping[str, Any]) -> Iterator[Problem]:
    found = list(_of_fields(thresholds, THRESHOLDS, ("thresholds",)))
    yield from found
    if not found and thresholds["review"] > thresholds["decline"]:
        yield Problem(
            ("thresholds", "decline"), "decline must not be below review: what is declined is at least as risky"
        )


def _of_rules(rules: list[Any]) -> Iterator[Problem]:
    if len(rules) > MOST_RULES:
        yield Problem(("rules",), f"a strategy has at most {MOST_RULES} rules; this one has {len(rules):,}")
        return
    first: dict[str, int] = {}
    for place, rule in enumerate(rules):
        path: Path = ("rules", place)
        if not isinstance(rule, dict):
            yield Problem(path, "a rule is a mapping of code, when, weight and more")
            continue
        yield from _of_fields(rule, RULE, path)
        if isinstance(code := rule.get("code"), str) and first.setdefault(code, place) != place:
            yield Problem((*path, "code"), f"{code} is the code of rule {first[code] + 1} already")
        if not {"weight", "outcome", "tags"} & rule.keys():
            yield Problem(path, "a rule has a weight, an outcome or tags: this one changes nothing")
    tags = {str(tag) for rule in rules if isinstance(rule, dict) for tag in _list(rule.get("tags"))}
    if len(tags) > MOST_TAGS:
        yield Problem(("rules",), f"a strategy has at most {MOST_TAGS} different tags; this one has {len(tags):,}")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _without_defaults(value: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    return {name: each for name, each in value.items() if name not in fields or each != fields[name].default}


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return msgspec.Raw(format((value or Decimal(0)).normalize(_EXACT), "f").encode())
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case _:
            return value
