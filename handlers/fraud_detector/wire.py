"""The service's wire, AWS JSON 1.1, in API Gateway's proxy events and the responses to them."""

import base64
from collections.abc import Mapping
from typing import Any

import msgspec

from handlers.contract.invisible import legible_json
from handlers.fraud_detector.faults import ServiceFault, ValidationFault

CONTENT_TYPE = "application/x-amz-json-1.1"

_encode = msgspec.json.Encoder(decimal_format="number").encode


def target_and_body(event: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return the header that names the operation, and the body; raise ValidationFault for a body that is none."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items() if isinstance(value, str)}
    body = event.get("body") or ""
    try:
        decoded = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError:
        raise ValidationFault("the body must be JSON in UTF-8") from None
    return headers.get("x-amz-target", ""), decoded


def answer_response(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return 200 with an answer."""
    return _response(200, answer)


def fault_response(fault: ServiceFault) -> dict[str, Any]:
    """Return a fault as the SDKs read it: by its name, in the body and in a header."""
    return _response(fault.status, {"__type": fault.name, "message": str(fault)}, {"x-amzn-ErrorType": fault.name})


def _response(status: int, body: Mapping[str, Any], headers: Mapping[str, str] = {}) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": CONTENT_TYPE, **headers},
        "body": legible_json(_encode(body).decode()),
    }
