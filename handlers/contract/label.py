"""The request that labels transactions: up to a hundred labels in one body, each taken or refused by itself.

A label says what a transaction turned out to be, who says so, and since when that is known.
"""

import re
from typing import Annotated, Any, get_type_hints

import msgspec
from msgspec import UNSET, Meta, UnsetType

from handlers.contract.errors import Refused, TooLarge
from handlers.contract.money import whole_number
from handlers.contract.request import TransactionRequest
from handlers.contract.rules import rules_of
from handlers.contract.strict_json import encodable, fields_of, parse, printable_name
from handlers.contract.timestamp_hint import EARLIEST_TIMESTAMP, LATEST_TIMESTAMP, timestamp_hint
from handlers.contract.verdict import LabelName, LabelSource

MAX_LABELS = 100
"""Each takes a query, a read and a write, and all of them must end within the time of a request."""

LARGEST_LABELS_BODY = 2 * 1024 * 1024
"""Bytes; a hundred labels with every field at its limit and every character escaped take about 1.5 MiB."""

LONGEST_NOTE = 1024
"""Characters."""

AHEAD = 5 * 60_000
"""Milliseconds that the clock of who labels may be ahead of ours; AWS refuses signatures of a later time, too."""

FIELD = "labels"
RULE = f"must be a list of 1 to {MAX_LABELS} labels"

Note = Annotated[str, Meta(max_length=LONGEST_NOTE, description=f"at most {LONGEST_NOTE} characters")]
TransactionId = get_type_hints(TransactionRequest, include_extras=True)["transaction_id"]


class LabelRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A label as a client sends it; `at` is when it became known, in epoch milliseconds."""

    transaction_id: TransactionId  # type: ignore[valid-type]  # the very type of a transaction's
    label: Annotated[LabelName, Meta(description="fraud or legitimate")]
    source: Annotated[LabelSource, Meta(description="chargeback, analyst, customer or issuer")]
    at: Annotated[
        int,
        Meta(
            ge=EARLIEST_TIMESTAMP,
            le=LATEST_TIMESTAMP,
            description="an integer, epoch milliseconds, not in the future: when it became known",
        ),
    ]
    note: Note | UnsetType = UNSET


LABEL_RULES = rules_of(LabelRequest)
"""Each field's rule in words, from its definition."""


def decode_labels(body: bytes, *, now: int) -> list[LabelRequest | Refused]:
    """Return each label or its refusal, in order; `now` is in epoch milliseconds.

    Raises:
        TooLarge: the body has more than `LARGEST_LABELS_BODY` bytes.
        Refused: the body is not an object of one list of 1 to `MAX_LABELS` values.
    """
    if len(body) > LARGEST_LABELS_BODY:
        raise TooLarge("body", f"must be at most {LARGEST_LABELS_BODY} bytes")
    fields = fields_of(parse(body))
    values = fields.get(FIELD)
    if list(fields) != [FIELD] or not isinstance(values, list) or not 1 <= len(values) <= MAX_LABELS:
        raise Refused(FIELD, RULE)
    return [_decode(value, now) for value in values]


def convert_label(value: object, *, now: int) -> LabelRequest:
    """Return the label that a parsed value is; a null field counts as left out, as exports write it.

    Raises:
        Refused: it is not an object, or a field is unknown, missing or breaks its rule; names both.
    """
    fields = fields_of(value)
    for name, field in fields.items():
        if name not in LABEL_RULES:
            raise Refused(printable_name(name), "is not a field of a label", name_from_client=True)
        if not encodable(field):
            raise Refused(name, "must be valid Unicode, without lone surrogates")
    given = {name: field for name, field in fields.items() if field is not None}
    if (at := whole_number(given.get("at"))) is not None:
        given["at"] = at
    try:
        label = msgspec.convert(given, LabelRequest)
    except msgspec.ValidationError as error:
        raise _refused(given, str(error)) from None
    if label.at > now + AHEAD:
        raise Refused("at", "must not be in the future: a label says what is known")
    return label


def labels_schema() -> dict[str, Any]:
    """Return the schema of labels for API Gateway: the list only, so that one bad label fails alone."""
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": "Labels",
        "type": "object",
        "properties": {FIELD: {"description": RULE, "type": "array", "minItems": 1, "maxItems": MAX_LABELS}},
        "required": [FIELD],
        "additionalProperties": False,
    }


def _decode(value: object, now: int) -> LabelRequest | Refused:
    try:
        return convert_label(value, now=now)
    except Refused as error:
        return error


def _refused(given: dict[str, Any], message: str) -> Refused:
    """Return the refusal of the first field that is missing, else of the one that msgspec names."""
    for name in LabelRequest.__struct_fields__:
        if name not in given and name != "note":
            return Refused(name, f"is required, {LABEL_RULES[name]}")
    found = re.search(r"`\$\.(\w+)", message)
    name = found.group(1) if found else "transaction_id"
    hint = timestamp_hint(given[name]) if name == "at" else None
    return Refused(name, f"must be {LABEL_RULES[name]}" + (f"; {hint}" if hint else ""))
