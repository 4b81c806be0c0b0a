"""Validation of requests: from a body to a `TransactionRequest`, or the refusal that says what is wrong.

`decode_request` and `convert` accept everything that was ever accepted, because messages in the queue, rows of the
table and repeated requests were accepted in their time. `violation` has the rules that only new requests must keep.
"""

import re

import msgspec

from handlers.contract.card_data import card_data_refusal
from handlers.contract.errors import Refused, TooLarge
from handlers.contract.identifier import identifier_hint
from handlers.contract.money import decode_scalar, whole_number
from handlers.contract.request import IDENTIFIERS, LARGEST_BODY, RULES, TransactionRequest
from handlers.contract.strict_json import encodable, fields_of, parse, printable_name
from handlers.contract.timestamp_hint import EARLIEST_TIMESTAMP, timestamp_hint

MOST_AHEAD = 5 * 60_000
"""Milliseconds; AWS refuses the signatures of such a clock, and a profile its payments."""


def decode_request(body: bytes) -> TransactionRequest:
    """Return the request in a body of JSON.

    Raises:
        TooLarge: the body has more than `LARGEST_BODY` bytes.
        Refused: the body is not a JSON object, or a field breaks its rule; names both.
    """
    if len(body) > LARGEST_BODY:
        raise TooLarge("body", f"must be at most {LARGEST_BODY} bytes")
    return convert(parse(body))


def convert(value: object) -> TransactionRequest:
    """Return the request that a parsed value is; a null field counts as left out, as exports write it.

    Raises:
        Refused: it is not an object, or a field is unknown, missing or breaks its rule; names both.
    """
    fields = fields_of(value)
    for name, field in fields.items():
        if name not in RULES:
            raise Refused(printable_name(name), "is not a field of a transaction", name_from_client=True)
        if not encodable(field):
            raise Refused(name, "must be valid Unicode, without lone surrogates")
    given = {name: field for name, field in fields.items() if field is not None}
    if (timestamp := whole_number(given.get("timestamp"))) is not None:
        given["timestamp"] = timestamp
    try:
        return msgspec.convert(given, TransactionRequest, dec_hook=decode_scalar)
    except msgspec.ValidationError as error:
        at = re.search(r"`\$\.(\w+)", str(error))
        name = at.group(1) if at else "transaction_id"  # the only required field: no path means it is missing
        if name not in given:
            raise Refused(name, f"is required, {RULES[name]}") from None
        raise refuse_field(name, given[name]) from None


def is_valid(name: str, value: object) -> bool:
    """Return whether a field of any request, old or new, can have the value."""
    if value is None:
        return False
    try:
        convert({"transaction_id": "any", name: value})
    except Refused:
        return False
    return True


def violation(request: TransactionRequest, *, refuse_card_numbers: bool = False) -> Refused | None:
    """Return the refusal of a request that breaks a rule which only new requests must keep; else None.

    Card data comes first: the refusals of fields describe a value, these say nothing of it.
    """
    if refused := card_data_refusal(request, refuse_numbers=refuse_card_numbers):
        return refused
    for name in IDENTIFIERS:
        identifier = getattr(request, name)
        if isinstance(identifier, str) and identifier_hint(identifier):
            return refuse_field(name, identifier)
    if isinstance(request.timestamp, int) and request.timestamp < EARLIEST_TIMESTAMP:
        return refuse_field("timestamp", request.timestamp)
    return None


def ahead(request: TransactionRequest, now: int) -> Refused | None:
    """Return the refusal of a request that says that it comes from the future, in epoch milliseconds; else None."""
    if isinstance(request.timestamp, int) and request.timestamp > now + MOST_AHEAD:
        return Refused("timestamp", f"must be at most {MOST_AHEAD // 60_000} minutes ahead of the time of receipt")
    return None


def refuse_field(name: str, value: object) -> Refused:
    """Return the refusal of a field: its rule, and a hint at what is wrong with the value where there is one."""
    hint = None
    if name == "timestamp":
        hint = timestamp_hint(value)
    elif name in IDENTIFIERS and isinstance(value, str):
        hint = identifier_hint(value)
    return Refused(name, f"must be {RULES[name]}" + (f"; {hint}" if hint else ""))
