"""Errors of the client, by who can correct them.

ApiError
├── NotConfigured            this machine: no credentials, no region, or no address
├── RequestRefused           the caller: a field breaks its rule, or the body is too large (400, 413)
├── AccessDenied             whoever grants rights: the caller may not call this (403)
├── UnknownId                the caller, or nobody: nothing is known of the id (404)
├── ConflictingRequest       the caller: what is known of the id is another thing (409)
└── NoAnswer                 us, for now: not reached, or no usable answer in time; the same again is safe
"""

from http import HTTPStatus


class ApiError(Exception):
    """The root of everything that the client raises by itself."""

    status: int | None = None
    """The HTTP status of the answer, if there was one."""


class NotConfigured(ApiError):
    """Raised when there is nothing to sign calls with, no region to sign them for, or no address to call."""


class RequestRefused(ApiError):
    """Raised when the API refuses a request, or JSON cannot say it; its text names the field and the rule."""


class AccessDenied(ApiError):
    """Raised when the call is not signed, not in time, or its caller has not the right."""


class UnknownId(ApiError):
    """Raised when nothing is known of the id that is asked for."""


class ConflictingRequest(ApiError):
    """Raised when the id is known with other content, or somebody else has the review; its text says which."""


class NoAnswer(ApiError):
    """Raised when the API was not reached, or did not answer in time as it should; the same again is safe."""


_BY_STATUS: dict[int, type[ApiError]] = {
    HTTPStatus.BAD_REQUEST: RequestRefused,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: RequestRefused,
    HTTPStatus.FORBIDDEN: AccessDenied,
    HTTPStatus.NOT_FOUND: UnknownId,
    HTTPStatus.CONFLICT: ConflictingRequest,
}


def error_of(status: int, said: object) -> ApiError:
    """Return the error that an answer other than 200 means."""
    error = _BY_STATUS.get(status, NoAnswer)(str(said or f"HTTP {status}"))
    error.status = status
    return error
