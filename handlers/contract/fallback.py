"""The fallback message: a valid request in the queue, because the table could not take it."""

from base64 import b64decode
from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.errors import Refused
from handlers.contract.money import whole_number
from handlers.contract.request import TransactionRequest
from handlers.contract.stored_item import RequestContext, Stored, request_fields
from handlers.contract.strict_json import fields_of, parse
from handlers.contract.timestamp_hint import LATEST_TIMESTAMP
from handlers.contract.validation import convert

_encode = msgspec.json.Encoder(decimal_format="number", enc_hook=Decimal).encode


def encode_fallback(request: TransactionRequest, context: RequestContext, decision: bytes | None = None) -> str:
    """Return the message that holds everything needed to store the request later, with the decision that was told."""
    content = {"request": request_fields(request), "received": context.milliseconds, "trace_id": context.trace_id}
    return _encode(content if decision is None else {**content, "decision": decision}).decode()


def decode_fallback(text: object) -> tuple[TransactionRequest, RequestContext]:
    """Return the request and its context from a message that `encode_fallback` made without a decision.

    Raises:
        Refused: the text is not such a message, or its request breaks the contract; names the field and the rule.
    """
    request, context, fields = _decode(text)
    if "decision" in fields:
        raise Refused("letter", "holds a decision, which Decision stores")
    return request, context


def decode_decided_fallback(text: object) -> tuple[TransactionRequest, RequestContext, bytes]:
    """Return the same of a message with a decision, and the decision's bytes; raise Refused likewise."""
    request, context, fields = _decode(text)
    try:
        return request, context, b64decode(fields["decision"], validate=True)
    except (KeyError, TypeError, ValueError):
        raise Refused("letter", "must hold the decision that the client was told") from None


def _decode(text: object) -> tuple[TransactionRequest, RequestContext, dict[str, Any]]:
    match fields := fields_of(parse(text.encode(errors="surrogatepass"))) if isinstance(text, str) else {}:
        case {"request": request, "received": milliseconds, "trace_id": str() | None as trace_id} if (
            received := whole_number(milliseconds)
        ) is not None and 0 <= received <= LATEST_TIMESTAMP:
            return convert(request), RequestContext(milliseconds=received, trace_id=trace_id), fields
        case _:
            raise Refused("letter", "must hold the request, when it was received, and under which trace")


def queued_result(request: TransactionRequest, context: RequestContext, reason: str) -> Stored:
    """Return the answer to a request that is in the queue, with the timestamp under which it will be stored."""
    timestamp = request.timestamp if isinstance(request.timestamp, int) else context.milliseconds
    return Stored(transaction_id=request.transaction_id, timestamp=timestamp, queued=reason)
