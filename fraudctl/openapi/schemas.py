"""The document's schemas: requests and answers, from the types of the contract (JSON schema 2020-12)."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from handlers.contract import batch, label
from handlers.contract.label import LabelRequest
from handlers.contract.money import LARGEST_EXPONENT, scalar_schema
from handlers.contract.request import IDENTIFIERS, TransactionRequest
from handlers.contract.review_request import ReviewRequest
from handlers.contract.timestamp_hint import EARLIEST_TIMESTAMP

REF = "#/components/schemas/{name}"

NAMED = {
    "TransactionRequest": ("Transaction", "A transaction; null of an optional field is the same as leaving it out."),
    "LabelRequest": ("Label", "What a transaction turned out to be, who says so, and since when that is known."),
    "ReviewRequest": (
        "ReviewAction",
        "An action on the review of a transaction; `by` only where requests are not signed.",
    ),
}
"""Names and descriptions for those who send them; answers go by those of their types."""

END_OF_PATTERN = r"$(?![\s\S])"
"""As in `handlers.contract.request`, for engines to which a bare `$` is not the end; to JSON schema it is."""


def reference(name: str) -> dict[str, Any]:
    """Return the reference to a schema of the document."""
    return {"$ref": REF.format(name=name)}


def request_schemas() -> dict[str, Any]:
    """Return the schemas of what is sent, by name; null of an optional field is the same as leaving it out."""
    found = _components([TransactionRequest, LabelRequest, ReviewRequest])
    schemas = {
        name: {**_optional_as_null(found[definition]), "description": description}
        for definition, (name, description) in NAMED.items()
    }
    transaction = schemas["Transaction"]["properties"]
    transaction["timestamp"]["minimum"] = EARLIEST_TIMESTAMP
    transaction["amount"]["exclusiveMaximum"] = 10.0 ** (LARGEST_EXPONENT + 1)
    for name in IDENTIFIERS:
        transaction[name]["pattern"] = _single_spaced(transaction[name]["pattern"])
    dated = {"allOf": [reference("Transaction"), {"type": "object", "required": ["timestamp"]}]}
    return {
        **schemas,
        "DatedTransaction": dated,
        "Batch": _list_of(
            batch.FIELD, batch.MAX_TRANSACTIONS, reference("DatedTransaction"), "Transactions, each with its timestamp."
        ),
        "Labels": _list_of(label.FIELD, label.MAX_LABELS, reference("Label"), "Labels, each taken by itself."),
    }


def answer_schemas(answers: Iterable[type[msgspec.Struct]]) -> dict[str, Any]:
    """Return the schemas of answers and of all that they hold; a field that has its default is left out."""
    return {name: _without_defaults(schema) for name, schema in _components(answers).items()}


def _components(types: Iterable[type[msgspec.Struct]]) -> dict[str, Any]:
    _, found = msgspec.json.schema_components(types, schema_hook=scalar_schema, ref_template=REF)
    return {name: _plain(schema) for name, schema in found.items()}


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
        plain["pattern"] = plain["pattern"].replace(END_OF_PATTERN, "$")
    return plain


def _single_spaced(pattern: str) -> str:
    """Return the pattern of texts of the same characters with single spaces only between them, as new requests have."""
    character = pattern.removeprefix("^").removesuffix("+$").replace("[^", "[^ ")
    return f"^{character}+( {character}+)*$"


def _optional_as_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = {
        name: each if name in schema["required"] else _or_null(each) for name, each in schema["properties"].items()
    }
    return {**schema, "properties": properties}


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    if "enum" in schema:
        return {"anyOf": [schema, {"type": "null"}]}  # so that generated types have one name for it
    return {**schema, "type": [schema["type"], "null"]}


def _without_defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema, "properties": {name: _without_null(each) for name, each in schema["properties"].items()}}


def _without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    stated = {name: each for name, each in schema.items() if name != "default"}
    choices = [each for each in stated.pop("anyOf", []) if each != {"type": "null"}]
    if not choices:
        return stated
    (only,) = choices
    return {**only, **stated}


def _list_of(field: str, most: int, items: Mapping[str, Any], description: str) -> dict[str, Any]:
    return {
        "description": description,
        "type": "object",
        "properties": {field: {"type": "array", "minItems": 1, "maxItems": most, "items": items}},
        "required": [field],
        "additionalProperties": False,
    }
