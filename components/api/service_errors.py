"""The API's own error answers where clients of Amazon Fraud Detector call it: they read `__type` and `message`.

The gateway has one answer of a kind for all routes, so that these stand beside `error` on the others, too.
"""

from collections.abc import Mapping
from dataclasses import replace

from components.api.gateway_errors import ERRORS, GATEWAY_MESSAGE, GatewayError

DENIED, THROTTLED = "AccessDeniedException", "ThrottlingException"
INVALID, INTERNAL = "ValidationException", "InternalServerException"

NAMES = {
    "ACCESS_DENIED": DENIED,
    "EXPIRED_TOKEN": DENIED,
    "INVALID_SIGNATURE": DENIED,
    "MISSING_AUTHENTICATION_TOKEN": DENIED,
    "UNAUTHORIZED": DENIED,
    "THROTTLED": THROTTLED,
    "QUOTA_EXCEEDED": THROTTLED,
    "BAD_REQUEST_BODY": INVALID,
    "UNSUPPORTED_MEDIA_TYPE": INVALID,
    "DEFAULT_4XX": INVALID,
    "DEFAULT_5XX": INTERNAL,
}
"""The service's name by the kind of the gateway's answer."""


def _named(error: GatewayError, name: str) -> GatewayError:
    message = error.template.removeprefix('{"error":').removesuffix("}").strip()
    return replace(error, template=f'{{"error":{message},"__type":"{name}","message":{message}}}')


SERVICE_ERRORS: Mapping[str, GatewayError] = {
    kind: _named(ERRORS.get(kind, GATEWAY_MESSAGE), name) for kind, name in NAMES.items()
}
"""By the kind of the gateway's answer."""
