"""The request inside an API Gateway proxy event."""

import base64
from collections.abc import Mapping
from typing import Any

from handlers.contract.errors import Refused


def body_of(event: Mapping[str, Any]) -> bytes:
    """The body's bytes; a header that is no text is none, and so is a body that is null.

    Raises:
        Refused: the content type is another than JSON, or the body is not what its encoding says.
    """
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items() if isinstance(value, str)}
    media_type = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused("Content-Type", "must be application/json")
    body = event.get("body") or ""
    if not isinstance(body, str):
        raise Refused("body", "must be a JSON object in UTF-8")
    try:
        return base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError:  # what is no base64, no ASCII, or no Unicode
        raise Refused("body", "must be a JSON object in UTF-8") from None
