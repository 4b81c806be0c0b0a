"""The fields of a strategy's document, and the rule that each one's value keeps."""

import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Any

import msgspec

from handlers.contract.money import MOST_DIGITS, is_storable
from handlers.decision.strategy.zones import time_zone

FRAUD_DETECTOR = "fraud_detector"
"""The field of the detector that a strategy was imported from; `handlers/fraud_detector/detector_part` has its form."""

OUTCOMES = ("approve", "review", "decline")
"""From the mildest to the severest."""

_CODE = r"[a-z][a-z0-9_]{0,63}"
_TAG = r"[a-z0-9][a-z0-9_:.-]{0,63}"
_CURRENCY = r"[A-Z]{3}"

Check = Callable[[Any], str | None]
"""Returns the rule that a value breaks, or None."""


class Field(msgspec.Struct, frozen=True):
    """The rule for the value of a field; a field with a default may be left out."""

    check: Check
    default: Any = None
    required: bool = False


def _text(pattern: str, rule: str) -> Check:
    return lambda value: None if isinstance(value, str) and re.fullmatch(pattern, value) else rule


def _number(least: int, most: int | None, rule: str) -> Check:
    def check(value: Any) -> str | None:
        held = is_storable(value) and least <= value and (most is None or value <= most)
        return None if held else rule

    return check


def _choice(*choices: str) -> Check:
    return lambda value: None if value in choices else f"must be one of {', '.join(choices)}"


def _each(check: Check, most: int, rule: str) -> Check:
    def check_all(value: Any) -> str | None:
        if not isinstance(value, list) or len(value) > most or any(check(each) is not None for each in value):
            return rule
        return None if len(set(value)) == len(value) else "must not hold anything twice"

    return check_all


def _mapping(key: str, check: Check, rule: str) -> Check:
    def check_all(value: Any) -> str | None:
        held = isinstance(value, dict) and all(
            re.fullmatch(key, name) and check(each) is None for name, each in value.items()
        )
        return None if held else rule

    return check_all


def _sentence(value: Any) -> str | None:
    held = isinstance(value, str) and value.strip() and len(value) <= 200 and value.isprintable()  # noqa: PLR2004 -- said
    return None if held else "must be a sentence of 1 to 200 printable characters"


def _zone(value: Any) -> str | None:
    try:
        time_zone(value if isinstance(value, str) else "")
    except ValueError:
        return "must be a time zone of the IANA database, as in Europe/Berlin"
    return None


_in_range = _number(0, 1, "must be a number from 0 to 1")
_rounding = Context(prec=MOST_DIGITS)


def _share(value: Any) -> str | None:
    """Return the rule that a weight or a threshold breaks: with more decimals, the sum of two could not be stored."""
    if rule := _in_range(value):
        return rule
    decimals = -int(Decimal(value).normalize(_rounding).as_tuple().exponent)
    return None if decimals <= MOST_DIGITS else f"must have at most {MOST_DIGITS} decimals"


STRATEGY: Mapping[str, Field] = {
    "name": Field(_text(_CODE, "must be 1 to 64 of a to z, 0 to 9 and _, beginning with a letter"), required=True),
    "thresholds": Field(
        lambda value: None if isinstance(value, dict) else "must hold review and decline", required=True
    ),
    "entities": Field(
        lambda value: (
            None if isinstance(value, dict) else "must say where the id of each stands, as in card: metadata.key"
        ),
        {},
    ),
    "seed_currencies": Field(
        _each(_text(_CURRENCY, ""), 200, "must be a list of ISO 4217 codes, three capitals each"), []
    ),
    "rates": Field(
        _mapping(_CURRENCY, _number(0, None, ""), "must say for each currency, three capitals, what one unit is worth"),
        {},
    ),
    "timezone": Field(_zone, "UTC"),
    "evaluate": Field(_choice("all", "first"), "all"),
    "when_degraded": Field(_choice(*OUTCOMES), "approve"),
    "model": Field(
        lambda value: None if isinstance(value, dict) else "must hold what fraudctl train writes: features, trees, …",
        {},
    ),
    "rules": Field(lambda value: None if isinstance(value, list) else "must be a list of rules", required=True),
    FRAUD_DETECTOR: Field(
        lambda value: (
            None if isinstance(value, dict) else "must hold what fraudctl import fraud-detector writes: detector, …"
        ),
        {},
    ),
}
THRESHOLDS: Mapping[str, Field] = {"review": Field(_share, required=True), "decline": Field(_share, required=True)}
RULE: Mapping[str, Field] = {
    "code": Field(_text(_CODE, "must be 1 to 64 of a to z, 0 to 9 and _, beginning with a letter"), required=True),
    "when": Field(lambda value: None if isinstance(value, str) else "must be a condition", required=True),
    "weight": Field(_share, Decimal(0)),
    "outcome": Field(_choice(*OUTCOMES)),
    "tags": Field(
        _each(_text(_TAG, ""), 16, "must be a list of at most 16 tags, each 1 to 64 of a to z, 0 to 9, _, :, . and -"),
        [],
    ),
    "message": Field(_sentence),
}
