"""A validator for the part of JSON schema (draft 4) that the request's definition uses; another keyword is an error."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

KINDS: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | Decimal) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}

WORDS = {"$schema", "title", "description", "default"}
"""Keywords that describe and require nothing."""


def _properties(schema: Mapping[str, Any], value: Any) -> bool:
    if not isinstance(value, dict):
        return True
    others = schema.get("additionalProperties", {})
    declared = schema.get("properties", {})
    return all(
        accepts(declared[name], field) if name in declared else others is not False and accepts(others, field)
        for name, field in value.items()
    )


RULES: dict[str, Callable[[Any, Any, Mapping[str, Any]], bool]] = {
    "type": lambda rule, value, _: any(KINDS[kind](value) for kind in ([rule] if isinstance(rule, str) else rule)),
    "enum": lambda rule, value, _: value in rule,
    "minimum": lambda rule, value, _: not KINDS["number"](value) or value >= rule,
    "maximum": lambda rule, value, _: not KINDS["number"](value) or value <= rule,
    "minLength": lambda rule, value, _: not isinstance(value, str) or len(value) >= rule,
    "maxLength": lambda rule, value, _: not isinstance(value, str) or len(value) <= rule,
    "pattern": lambda rule, value, _: not isinstance(value, str) or bool(re.search(rule, value)),
    "required": lambda rule, value, _: not isinstance(value, dict) or set(rule) <= set(value),
    "properties": lambda _, value, schema: _properties(schema, value),
    "additionalProperties": lambda _, value, schema: _properties(schema, value),
}


def accepts(schema: Mapping[str, Any], value: Any) -> bool:
    """Return whether the value is valid under the schema."""
    return all(RULES[keyword](rule, value, schema) for keyword, rule in schema.items() if keyword not in WORDS)
