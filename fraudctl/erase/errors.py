"""Errors of AWS in words for who erases: the action, the table or queue, and what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.errors import CommandError

GOES_ON = "the same command goes on from there"

_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AuthorizationError"})
_THROTTLED = frozenset(
    {"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException", "Throttling"}
)
_ACTION = re.compile(r"perform: (?P<action>[a-z]+:\w+)(?: on resource: (?P<resource>\S+))?")


@contextmanager
def erasing_errors() -> Iterator[None]:
    """Turn an error of AWS into a CommandError.

    Raises:
        CommandError: AWS refused something, or did not answer.
    """
    try:
        yield
    except ClientError as error:
        raise CommandError(_words(error)) from error
    except BotoCoreError as error:
        raise CommandError(f"AWS did not answer, and {GOES_ON}: {error}") from error


def _words(error: ClientError) -> str:
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    if code in _DENIED:
        said = _ACTION.search(message)
        action = said["action"] if said else error.operation_name
        resource = f" on {said['resource'].rpartition(':')[2]}" if said and said["resource"] else ""
        return f"you may not do {action}{resource}: the policy of the export erasure_policy_arn allows it; {GOES_ON}"
    if code in _THROTTLED:
        return f"DynamoDB throttles {error.operation_name}: {GOES_ON}, with --rate more slowly"
    return f"{error.operation_name} failed, and {GOES_ON}: {code}: {message}"
