"""The reason why an API could not be reached, for people."""

from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)


def failure_reason(error: HTTPError) -> str:
    """Return why the API could not be reached: the same text for the same cause, without addresses of objects."""
    match error:
        case NameResolutionError():
            return "its name is not known to DNS"
        case ReadTimeoutError():
            return "no answer in time"
        case ConnectTimeoutError() if not isinstance(error, NewConnectionError):
            return "no connection in time"
        case SSLError():
            return f"TLS: {' '.join(str(error).split())}"
    causes: list[BaseException] = [error]
    while cause := causes[-1].__cause__ or causes[-1].__context__:
        causes.append(cause)
    messages = (each.strerror for each in causes if isinstance(each, OSError) and each.strerror)
    return next(messages, "the connection broke off")
