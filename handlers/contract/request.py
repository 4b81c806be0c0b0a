"""The request's contract: one typed definition, which Ingestion enforces and the API's model is derived from.

The types accept everything that was ever accepted; `handlers.contract.validation` has the rules for new requests.
The rules in words are those of new requests.
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from handlers.contract.money import Metadata, Money, scalar_schema
from handlers.contract.rules import rules_of
from handlers.contract.timestamp_hint import LATEST_TIMESTAMP

LARGEST_BODY = 64 * 1024
"""Bytes; a request with every field at its limit and every character escaped takes about 12 KiB."""

END = r"$(?![\s\S])"
"""The end of the text: a bare $ accepts a closing newline in Python and in Java."""

PRINTABLE = (
    r"^[^\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]+"
    + END
)
"""No control, invisible or direction-changing character: an alert shows what was sent."""

SPACED = "printable characters, single spaces only between them"

Reference = Annotated[str, Meta(min_length=1, max_length=128, pattern=PRINTABLE, description=f"1 to 128 {SPACED}")]

IDENTIFIERS = ("transaction_id", "customer_id", "terminal_id")


class TransactionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A transaction as a client sends it; a field that it left out is UNSET or has its default."""

    transaction_id: Annotated[
        str, Meta(min_length=1, max_length=256, pattern=PRINTABLE, description=f"1 to 256 {SPACED}")
    ]
    amount: Annotated[
        Money,
        Meta(
            description="a number of at least 0 and at most 38 significant digits, "
            "in major units of its currency (12.50, not 1250)"
        ),
    ] = msgspec.field(default_factory=Money)
    merchant: Annotated[str, Meta(min_length=1, max_length=256, description="1 to 256 characters")] = "unknown"
    timestamp: (
        Annotated[int, Meta(ge=0, le=LATEST_TIMESTAMP, description="an integer, epoch milliseconds, 2000 to 2286")]
        | UnsetType
    ) = UNSET
    customer_id: Reference | UnsetType = UNSET
    terminal_id: Reference | UnsetType = UNSET
    currency: (
        Annotated[str, Meta(pattern="^[A-Z]{3}" + END, description="three capital letters, an ISO 4217 code")]
        | UnsetType
    ) = UNSET
    metadata: (
        Annotated[
            Metadata,
            Meta(description="a flat object of strings, numbers, booleans and nulls, of at most 4 KiB as JSON"),
        ]
        | UnsetType
    ) = UNSET


FIELDS = TransactionRequest.__struct_fields__


RULES = rules_of(TransactionRequest)
"""Each field's rule in words, from its definition."""


def json_schema() -> dict[str, Any]:
    """Return the definition as a JSON schema of draft 4, the version that API Gateway's models use.

    API Gateway's refusal cannot say what is wrong with a value. The function can, for timestamps and for characters in
    identifiers, so the schema does not check these.
    """
    (schema,) = msgspec.json.schema_components([TransactionRequest], schema_hook=scalar_schema)[1].values()
    properties = schema["properties"]
    properties["timestamp"] = {"type": ["number", "string"], "description": RULES["timestamp"]}
    for name in IDENTIFIERS:
        del properties[name]["pattern"]
    for name in properties.keys() - schema["required"]:
        kinds = properties[name]["type"]
        properties[name]["type"] = [*([kinds] if isinstance(kinds, str) else kinds), "null"]
    return {"$schema": "http://json-schema.org/draft-04/schema#", **schema}
