"""The errors of AWS that are worth a retry, and the errors that a poller raises."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
)
from botocore.parsers import ResponseParserError

from emulator.errors import LocalError

TRANSIENT_CODES = frozenset(
    {
        "EC2ThrottledException",
        "ENILimitReachedException",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "ResourceConflictException",
        "ResourceNotReadyException",
        "ServiceException",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
LOST_CONNECTION = (EndpointConnectionError, HTTPClientError, IncompleteReadError, ResponseParserError)
SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429


class StreamPollerError(LocalError):
    """Raised when a mapping cannot go on by itself; the message says which and why."""


class UnsupportedMappingError(StreamPollerError):
    """Raised for settings of a mapping that local mode does not have."""


def is_transient(error: Exception) -> bool:
    """Return whether a retry may succeed: throttling, server errors, lost connections, an emulator that restarts."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= SERVER_ERROR or status == TOO_MANY_REQUESTS or error_code(error) in TRANSIENT_CODES
    return isinstance(error, LOST_CONNECTION)


def error_code(error: Exception) -> str:
    """Return the service's name for the error, empty if it never answered."""
    return error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""


AWS_ERRORS = (ClientError, BotoCoreError, ResponseParserError)
