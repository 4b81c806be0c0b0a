"""Trouble, as a person needs to hear of it: which part failed, and what to do."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    SSOError,
)

from emulator.errors import LocalError
from fraudctl.client.exceptions import (
    AccessDenied,
    ApiError,
    ConflictingRequest,
    NoAnswer,
    NotConfigured,
    RequestRefused,
    UnknownId,
)
from fraudctl.errors import CommandError
from handlers.contract.errors import PartialBatchError

if TYPE_CHECKING:
    from fraudctl.console.context import Console

FAILURES = (ApiError, CommandError, LocalError, ClientError, BotoCoreError)
"""Errors that views need not handle."""

EXPIRED = frozenset(
    ("ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId", "RequestExpired")
)
DENIED = frozenset(("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"))
THROTTLED = frozenset(
    (
        "ThrottlingException",
        "Throttling",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottledException",
    )
)
ROUTE = re.compile(r"/(?P<method>GET|POST)/(?P<route>[a-z]+)")
"""A route in the ARN that API Gateway names when it refuses."""

POLICIES = {"GET": "read_policy_arn", "POST": "feedback_policy_arn"}
"""Exports with the policy that allows a route of the console's, by its method."""


OF_REQUEST: dict[type[Exception], tuple[str, str, int]] = {
    ConflictingRequest: ("Somebody was first", "Look at what it is now.", 409),
    UnknownId: ("Nothing is known of it", "Check the id; what came just now is there within a second.", 404),
    RequestRefused: ("It was refused", "Correct it and send it again.", 400),
}
"""Title, advice and status for what the API says of a request itself."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A failure for a person; `passing` where the page goes on by itself once it is over."""

    title: str
    said: str
    to_do: str
    status: int
    passing: bool = False


def trouble_of(error: Exception, console: "Console") -> Trouble:
    """Return what a failure means; the stack is found again where that may help."""
    found = _trouble(error, console)
    if found.passing:
        console.lost()
    return found


def _trouble(error: Exception, console: "Console") -> Trouble:
    match error := _cause_of(error):
        case ClientError():
            found = _of_aws(error, console)
        case NotConfigured() | NoCredentialsError() | CredentialRetrievalError() | SSOError():
            found = _credentials(str(error))
        case AccessDenied():
            found = _denied_by_api(error)
        case NoAnswer():
            found = _no_answer(error, console)
        case ConflictingRequest() | UnknownId() | RequestRefused():
            title, to_do, status = OF_REQUEST[type(error)]
            found = Trouble(title=title, said=str(error), to_do=to_do, status=status)
        case BotoCoreError():
            found = _unreached(str(error), console)
        case _:
            found = Trouble(title="It was not done", said=str(error), to_do="", status=400)
    return found


def _cause_of(error: Exception) -> Exception:
    """Return the error of AWS that a failure came from, if it did: of a table's read, or of a part of one."""
    cause: BaseException | None = error
    while isinstance(cause, CommandError | PartialBatchError):
        cause = cause.__cause__
    return cause if isinstance(cause, ClientError | BotoCoreError) else error


def _of_aws(error: ClientError, console: "Console") -> Trouble:
    code, said = error.response["Error"].get("Code", ""), str(error)
    if code in EXPIRED:
        return _credentials(said)
    if code in DENIED:
        return Trouble(
            title="A right is missing",
            said=said,
            to_do="Have whoever grants rights allow that; docs/console.md lists what the console needs.",
            status=403,
        )
    if code in THROTTLED:
        return _throttled(said)
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unreached(said, console)
    return Trouble(title="AWS refused it", said=said, to_do="`fraudctl status` looks further.", status=502)


def _denied_by_api(error: AccessDenied) -> Trouble:
    said = str(error)
    if "expired" in said.lower() or "security token" in said.lower():
        return _credentials(said)
    route = ROUTE.search(said)
    policy = POLICIES[route["method"]] if route else " or ".join(POLICIES.values())
    return Trouble(
        title="A right is missing",
        said=f"The API refuses your credentials: {said}",
        to_do=f"Have whoever grants rights attach the stack's policy in the export {policy}.",
        status=403,
    )


def _no_answer(error: NoAnswer, console: "Console") -> Trouble:
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _throttled(f"the API: {error}")
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return Trouble(
            title="A table does not answer",
            said=f"The API is there, and a table behind it is not, or is throttled: {error}",
            to_do="Wait: this page goes on by itself. `fraudctl status` shows which table it is.",
            status=503,
            passing=True,
        )
    return _unreached(str(error), console)


def _unreached(said: str, console: "Console") -> Trouble:
    if console.target.emulator:
        return Trouble(
            title="The embedded AWS does not answer",
            said=said,
            to_do="`fraudctl local up` starts one, and this page finds it by itself.",
            status=503,
            passing=True,
        )
    return Trouble(
        title="AWS does not answer",
        said=said,
        to_do="Check this machine's network; this page goes on by itself.",
        status=503,
        passing=True,
    )


def _credentials(said: str) -> Trouble:
    return Trouble(
        title="Your AWS credentials are not valid any more",
        said=said,
        to_do="Log in again, as by `aws sso login`; this page goes on by itself.",
        status=401,
        passing=True,
    )


def _throttled(said: str) -> Trouble:
    return Trouble(
        title="Too many requests",
        said=said,
        to_do="Wait: this page goes on by itself. Where it lasts, `fraudctl capacity` tells what the stack needs.",
        status=429,
        passing=True,
    )
