"""The request of a person who works on a review: to claim it, to release it, or to decide.

Who asks is the caller that signed the request. Where the API takes unsigned ones, the request says it by itself.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from handlers.contract.errors import Refused, TooLarge
from handlers.contract.label import Note, TransactionId
from handlers.contract.request import PRINTABLE, SPACED
from handlers.contract.rules import rules_of
from handlers.contract.strict_json import encodable, fields_of, parse, printable_name
from handlers.contract.verdict import FinalOutcome, LabelName

LARGEST_REVIEW_BODY = 64 * 1024
"""Bytes; a request with every field at its limit and every character escaped takes about 20 KiB."""

DECIDE: Literal["decide"] = "decide"
OF_A_DECISION = ("outcome", "label", "note")
"""Fields that say what was decided: no other action has them."""

ReviewAction = Literal["claim", "release", "decide"]


class ReviewRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An action on a transaction's review, as a client sends it."""

    transaction_id: TransactionId
    action: Annotated[ReviewAction, Meta(description="claim, release or decide")]
    outcome: Annotated[FinalOutcome, Meta(description="approve or decline")] | UnsetType = UNSET
    label: Annotated[LabelName, Meta(description="fraud or legitimate")] | UnsetType = UNSET
    note: Note | UnsetType = UNSET
    by: (
        Annotated[str, Meta(min_length=1, max_length=256, pattern=PRINTABLE, description=f"1 to 256 {SPACED}")]
        | UnsetType
    ) = UNSET


REVIEW_RULES = rules_of(ReviewRequest)
"""Each field's rule in words, from its definition."""


def decode_review_request(body: bytes, caller: str | None) -> ReviewRequest:
    """Return the request, in which `by` says who asks; a null field counts as left out.

    Args:
        body: JSON.
        caller: The ARN that signed the request; None where the API takes unsigned ones.

    Raises:
        TooLarge: the body has more than `LARGEST_REVIEW_BODY` bytes.
        Refused: it is not an object, or a field is unknown, missing, out of place or breaks its rule; names both.
    """
    if len(body) > LARGEST_REVIEW_BODY:
        raise TooLarge("body", f"must be at most {LARGEST_REVIEW_BODY} bytes")
    fields = fields_of(parse(body))
    for name, field in fields.items():
        if name not in REVIEW_RULES:
            raise Refused(printable_name(name), "is not a field of a review's request", name_from_client=True)
        if not encodable(field):
            raise Refused(name, "must be valid Unicode, without lone surrogates")
    given = {name: field for name, field in fields.items() if field is not None}
    _require(given, "transaction_id", "action")
    try:
        request = msgspec.convert(given, ReviewRequest)
    except msgspec.ValidationError as error:
        found = re.search(r"`\$\.(\w+)", str(error))
        name = found.group(1) if found else "transaction_id"
        raise Refused(name, f"must be {REVIEW_RULES[name]}") from None
    if request.action == DECIDE:
        _require(given, "outcome")
    elif misplaced := next((name for name in OF_A_DECISION if name in given), None):
        raise Refused(misplaced, f"is for the action {DECIDE} only")
    if caller is None:
        _require(given, "by")
        return request
    if request.by is not UNSET:
        raise Refused("by", "must be left out: a signed request says by itself who asks")
    return msgspec.structs.replace(request, by=caller)


def review_request_schema() -> dict[str, Any]:
    """Return the definition as a JSON schema of draft 4, the version that API Gateway's models use.

    It does not check characters, since a gateway's refusal cannot say what is wrong with them.
    """
    (schema,) = msgspec.json.schema_components([ReviewRequest])[1].values()
    properties = schema["properties"]
    for name in ("transaction_id", "by"):
        del properties[name]["pattern"]
    for name in properties.keys() - schema["required"]:
        properties[name] = _or_null(properties[name])
    return {"$schema": "http://json-schema.org/draft-04/schema#", **schema}


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def _require(given: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if name not in given:
            raise Refused(name, f"is required, {REVIEW_RULES[name]}")
