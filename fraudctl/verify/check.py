"""A check of a stack that runs: its result, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from emulator.errors import LocalError
from fraudctl.client.failure import failure_reason
from fraudctl.errors import CommandError

DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"})
"""Codes of the services for what the caller may not ask."""

UNSUPPORTED = frozenset({"InvalidAction", "NotImplemented", "UnknownOperationException", "UnsupportedOperation"})
"""Codes of an AWS that lacks an operation, as the embedded one does and some regions do."""


class CheckState(StrEnum):
    """The state of what was checked; a warning is for a person to judge."""

    OK = "ok"
    FAILED = "failed"
    WARNING = "warning"
    ABSENT = "not on this stack"


class CheckResult(NamedTuple):
    """The result of a check: its state, what was found, and what to do where it is not ok."""

    state: CheckState
    found: str
    advice: str = ""


@dataclass(frozen=True, kw_only=True)
class StackCheck:
    """A row: the group and the name of a check, and its result."""

    group: str
    name: str
    state: CheckState
    found: str
    advice: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "group": self.group,
            "check": self.name,
            "state": self.state.value,
            "found": self.found,
            "advice": self.advice or None,
        }


def ok(found: str) -> CheckResult:
    """Return that all is as it should be."""
    return CheckResult(CheckState.OK, found)


def failed(found: str, advice: str) -> CheckResult:
    """Return that something has to be done."""
    return CheckResult(CheckState.FAILED, found, advice)


def warning(found: str, advice: str) -> CheckResult:
    """Return that a person has to judge."""
    return CheckResult(CheckState.WARNING, found, advice)


def absent(found: str) -> CheckResult:
    """Return that this stack has nothing to check."""
    return CheckResult(CheckState.ABSENT, found)


def run_check(group: str, name: str, check: Callable[[], CheckResult]) -> StackCheck:
    """Return the row of a check; one that AWS does not answer is a row as well, so that all others still run."""
    try:
        result = check()
    except ClientError as error:
        result = _of_aws(error)
    except (BotoCoreError, CommandError, LocalError) as error:
        result = failed(" ".join(str(error).split()), "see what it says; then verify again")
    except HTTPError as error:
        result = failed(f"no answer: {failure_reason(error)}", "is the address reachable from here?")
    return StackCheck(group=group, name=name, state=result.state, found=result.found, advice=result.advice)


def _of_aws(error: ClientError) -> CheckResult:
    code, operation = error.response["Error"].get("Code", ""), error.operation_name
    if code in DENIED:
        return warning(f"not known: you may not call {operation}", f"have somebody verify who may call {operation}")
    if code in UNSUPPORTED:
        return absent(f"this AWS has no {operation}")
    return failed(f"{operation} failed: {code}", "is what the stack exports still there? `pulumi up` makes it anew")
