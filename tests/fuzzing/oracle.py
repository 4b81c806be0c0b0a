"""The fuzzers' oracle: the request's contract as the docs state it, independent of the code that enforces it.

Where the table leaves a case open (is U+0600 printable?) the answer is UNSAID, and either will do.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.fuzzing.field_rules import (
    ALLOWED,
    FORBIDDEN,
    RULES,
    FieldRules,
    FieldRuling,
    Number,
    Pairs,
    exact_number,
    repeated_names,
)

LARGEST_BODY = 65_536


@dataclass
class BodyRuling:
    """The contract's ruling on a body, its fields' values, and the names of those that break a rule (`faults`)."""

    ruling: FieldRuling
    fields: dict[str, Any] = field(default_factory=dict)
    faults: frozenset[str] = frozenset()


class NotJsonError(Exception):
    pass


def rule_on_body(body: bytes, rules: FieldRules | None = None) -> BodyRuling:
    """Return the ruling on a body by the rules, by default those for everything that was ever accepted."""
    if len(body) > LARGEST_BODY:
        return BodyRuling(FORBIDDEN)
    try:
        pairs = _parse(body.decode())
    except (UnicodeDecodeError, ValueError, RecursionError, NotJsonError):
        return BodyRuling(FORBIDDEN, faults=frozenset(RULES))  # what is no JSON may be blamed on any field
    if not isinstance(pairs, Pairs):
        return BodyRuling(FORBIDDEN)
    fields = {name: value for name, value in pairs if value is not None}
    rulings = {name: _judge(rules or RULES, name, value) for name, value in pairs}
    rulings |= dict.fromkeys(repeated_names(pairs), FORBIDDEN)
    rulings.setdefault("transaction_id", FORBIDDEN)
    faults = frozenset(name for name, ruling in rulings.items() if ruling != ALLOWED)
    return BodyRuling(max(rulings.values()), fields, faults)


def _judge(rules: FieldRules, name: str, value: Any) -> FieldRuling:
    if name not in rules:
        return FORBIDDEN
    if value is None:  # a field left out
        return FORBIDDEN if name == "transaction_id" else ALLOWED
    return rules[name](value)


def decoded_value(value: Any) -> Any:
    """Return a value as the decoder and DynamoDB return it."""
    if isinstance(value, Number):
        return exact_number(value)
    return {name: decoded_value(each) for name, each in value} if isinstance(value, Pairs) else value


def _refuse(constant: str) -> Any:
    raise NotJsonError(constant)


_parse = json.JSONDecoder(object_pairs_hook=Pairs, parse_float=Number, parse_int=Number, parse_constant=_refuse).decode
