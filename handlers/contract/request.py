"""The request's contract: one typed definition, which the function enforces and the API's model is derived from.

It takes all that was ever accepted; what new requests must keep beside it stands in `handlers.contract.admission`.
The rules in words are those of new requests.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_type_hints

import msgspec
from msgspec import UNSET, Meta, UnsetType

from handlers.contract.errors import Refused, TooLarge
from handlers.contract.identifier import flaw
from handlers.contract.money import Metadata, Money, decode_scalar, scalar_schema, whole
from handlers.contract.strict_json import encodable, fields_of, parse, shown
from handlers.contract.timestamp_hint import LATEST_TIMESTAMP, timestamp_hint

LARGEST_BODY = 64 * 1024
"""Bytes; a request with every field at its limit and every character escaped takes about 12 KiB."""

END = r"$(?![\s\S])"
"""The very end: a bare $ lets a closing newline pass in Python and in Java."""

PRINTABLE = (
    r"^[^\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]+"
    + END
)
"""No control, invisible or direction-changing character: what is shown in an alert is what was sent."""

SPACED = "printable characters, single spaces only between them"

Reference = Annotated[str, Meta(min_length=1, max_length=128, pattern=PRINTABLE, description=f"1 to 128 {SPACED}")]

IDENTIFIERS = ("transaction_id", "customer_id", "terminal_id")


class TransactionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A transaction as a client sends it; what it left out is UNSET or the default."""

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


def _rules() -> Iterator[tuple[str, str]]:
    for name, hint in get_type_hints(TransactionRequest, include_extras=True).items():
        for annotated in (hint, *get_args(hint)):
            for meta in getattr(annotated, "__metadata__", ()):
                yield name, meta.description


RULES = dict(_rules())
"""Each field's rule in words, from its definition."""


def decode(body: bytes) -> TransactionRequest:
    """The request in a body of JSON.

    Raises:
        TooLarge: the body has more than `LARGEST_BODY` bytes.
        Refused: the body is not a JSON object, or a field breaks its rule; names both.
    """
    if len(body) > LARGEST_BODY:
        raise TooLarge("body", f"must be at most {LARGEST_BODY} bytes")
    return convert(parse(body))


def convert(value: object) -> TransactionRequest:
    """The request that a parsed value is; null of a field is a field left out, as exports write it.

    Raises:
        Refused: it is no object, or a field is unknown, missing or breaks its rule; names both.
    """
    fields = fields_of(value)
    for name, field in fields.items():
        if name not in RULES:
            raise Refused(shown(name), "is not a field of a transaction", made_up=True)
        if not encodable(field):
            raise Refused(name, "must be valid Unicode, without lone surrogates")
    given = {name: field for name, field in fields.items() if field is not None}
    if (timestamp := whole(given.get("timestamp"))) is not None:
        given["timestamp"] = timestamp
    try:
        return msgspec.convert(given, TransactionRequest, dec_hook=decode_scalar)
    except msgspec.ValidationError as error:
        at = re.search(r"`\$\.(\w+)", str(error))
        name = at.group(1) if at else "transaction_id"  # the only required field: no path means it is missing
        if name not in given:
            raise Refused(name, f"is required, {RULES[name]}") from None
        raise refusal(name, given[name]) from None


def is_valid(name: str, value: object) -> bool:
    """Return whether a field of some request, before or since the rules of new requests, can have the value."""
    if value is None:
        return False
    try:
        convert({"transaction_id": "any", name: value})
    except Refused:
        return False
    return True


def refusal(name: str, value: object) -> Refused:
    """Return the refusal of a field: its rule, and where one can say so what is wrong with the value."""
    hint = None
    if name == "timestamp":
        hint = timestamp_hint(value)
    elif name in IDENTIFIERS and isinstance(value, str):
        hint = flaw(value)
    return Refused(name, f"must be {RULES[name]}" + (f"; {hint}" if hint else ""))


def json_schema() -> dict[str, Any]:
    """The definition as a JSON schema of draft 4, the one that API Gateway's models speak.

    A gateway's refusal cannot say what is wrong with a value. Where the function can, of timestamps and of characters
    in identifiers, the schema leaves it to the function.
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
