"""Which errors of AWS pass by themselves, and what is raised about those that do not."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
)
from botocore.parsers import ResponseParserError

from emulator.errors import LocalError

PASSING_CODES = frozenset(
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
CUT_OFF = (EndpointConnectionError, HTTPClientError, IncompleteReadError, ResponseParserError)
SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429


class StreamPollerError(LocalError):
    """Raised when a mapping cannot go on by itself; the message says which and why."""


class UnsupportedMappingError(StreamPollerError):
    """Raised for settings of a mapping that local mode does not have."""


def is_transient(error: Exception) -> bool:
    """Whether to try again: throttling, errors of the server, cut connections, an emulator that restarts."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= SERVER_ERROR or status == TOO_MANY_REQUESTS or error_code(error) in PASSING_CODES
    return isinstance(error, CUT_OFF)


def error_code(error: Exception) -> str:
    """The service's name for the error, empty when it never answered."""
    return error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""


AWS_ERRORS = (ClientError, BotoCoreError, ResponseParserError)
