"""Schemas from the types of the contract (JSON schema 2020-12): those of answers, and what all have in common."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from handlers.contract.money import scalar_schema
from handlers.contract.request import END

REF = "#/components/schemas/{name}"


def reference(name: str) -> dict[str, Any]:
    """Return the reference to a schema of the document."""
    return {"$ref": REF.format(name=name)}


def plain_pattern(pattern: str) -> str:
    """Return a pattern of the contract as JSON schema writes it: to its engines a bare `$` is the end."""
    return pattern.replace(END, "$")


def components(types: Iterable[type[msgspec.Struct]]) -> dict[str, Any]:
    """Return the schemas of types and of all that they hold, by name."""
    _, found = msgspec.json.schema_components(types, schema_hook=scalar_schema, ref_template=REF)
    return {name: _plain(schema) for name, schema in found.items()}


def answer_schemas(answers: Iterable[type[msgspec.Struct]]) -> dict[str, Any]:
    """Return the schemas of answers and of all that they hold; a field that has its default is left out."""
    return {name: _without_defaults(schema) for name, schema in components(answers).items()}


def _plain(schema: Any) -> Any:
    """Return the schema with numbers for exact numbers, and types beside the values of an enumeration."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _plain(each) for name, each in schema.items() if name != "title"}
    if plain.get("format") == "decimal":
        del plain["format"]
        plain["type"] = "number"
    if plain.get("type") == "object" and not plain.keys() & {"properties", "additionalProperties"}:
        plain["additionalProperties"] = True  # generators take an object without either for an empty one
    if isinstance(plain.get("enum"), list):
        plain = {"type": "string", **plain}
    if isinstance(plain.get("pattern"), str):
        plain["pattern"] = plain_pattern(plain["pattern"])
    return plain


def _without_defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema, "properties": {name: _without_null(each) for name, each in schema["properties"].items()}}


def _without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    stated = {name: each for name, each in schema.items() if name != "default"}
    choices = [each for each in stated.pop("anyOf", []) if each != {"type": "null"}]
    if not choices:
        return stated
    (only,) = choices
    return {**only, **stated}
