"""Schemas of what is sent."""

from collections.abc import Mapping
from typing import Any, get_args

from fraudctl.openapi.schemas import components, reference
from handlers.contract import batch, label
from handlers.contract.label import LabelRequest
from handlers.contract.money import LARGEST_EXPONENT
from handlers.contract.request import IDENTIFIERS, TransactionRequest
from handlers.contract.review_request import DECIDE, OF_A_DECISION, ReviewAction, ReviewRequest
from handlers.contract.timestamp_hint import EARLIEST_TIMESTAMP
from handlers.contract.verdict import FinalOutcome

NAMED = {
    "TransactionRequest": ("Transaction", "A transaction; null of an optional field is the same as leaving it out."),
    "LabelRequest": ("Label", "What a transaction turned out to be, who says so, and since when that is known."),
    "ReviewRequest": (
        "ReviewAction",
        "An action on the review of a transaction; `by` only where requests are not signed.",
    ),
}
"""Names and descriptions for those who send them; answers go by those of their types."""


def request_schemas() -> dict[str, Any]:
    """Return the schemas of what is sent, by name; null of an optional field is the same as leaving it out."""
    found = components([TransactionRequest, LabelRequest, ReviewRequest])
    schemas = {
        name: {**_optional_as_null(found[definition]), "description": description}
        for definition, (name, description) in NAMED.items()
    }
    transaction = schemas["Transaction"]["properties"]
    transaction["timestamp"]["minimum"] = EARLIEST_TIMESTAMP
    transaction["amount"]["exclusiveMaximum"] = 10.0 ** (LARGEST_EXPONENT + 1)
    transaction["metadata"]["propertyNames"] = {"minLength": 1}
    for name in IDENTIFIERS:
        transaction[name]["pattern"] = _single_spaced(transaction[name]["pattern"])
    dated = {"allOf": [reference("Transaction"), {"type": "object", "required": ["timestamp"]}]}
    return {
        **schemas,
        **_review_actions(schemas["ReviewAction"]),
        "DatedTransaction": dated,
        "Batch": _list_of(
            batch.FIELD, batch.MAX_TRANSACTIONS, reference("DatedTransaction"), "Transactions, each with its timestamp."
        ),
        "Labels": _list_of(label.FIELD, label.MAX_LABELS, reference("Label"), "Labels, each taken by itself."),
    }


def _review_actions(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema for each action on a review, since each has its own fields, and one for any of them."""
    actions = {}
    for action in get_args(ReviewAction):
        others = OF_A_DECISION if action == DECIDE else ()
        required = [*schema["required"], *others[:1]]
        properties = {name: schema["properties"][name] for name in ("transaction_id", "action", *others, "by")}
        properties["action"] = {"type": "string", "enum": [action]}
        if action == DECIDE:
            properties["outcome"] = {"type": "string", "enum": list(get_args(FinalOutcome))}
        actions[f"{action.capitalize()}Review"] = {
            "description": schema["description"],
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }
    return {**actions, "ReviewAction": {"oneOf": [reference(name) for name in actions]}}


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


def _list_of(field: str, most: int, items: Mapping[str, Any], description: str) -> dict[str, Any]:
    return {
        "description": description,
        "type": "object",
        "properties": {field: {"type": "array", "minItems": 1, "maxItems": most, "items": items}},
        "required": [field],
        "additionalProperties": False,
    }
