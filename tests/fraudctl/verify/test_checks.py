"""A check that AWS does not answer is a row of its own, so that all others still run."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from botocore.exceptions import EndpointConnectionError
from urllib3.exceptions import ProtocolError

from fraudctl.errors import CommandError
from fraudctl.verify.check import CheckResult, ok, run_check
from fraudctl.verify.clock import clock_checks
from fraudctl.verify.view import is_verified, render_checks
from tests.fraudctl.printed import printed
from tests.fraudctl.verify.scripted_stack import denied, scripted

NOW = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (denied("ListTopics"), "warning"),
        (denied("DescribeLimits", "AccessDeniedException"), "warning"),
        (denied("DescribeLimits", "UnknownOperationException"), "not on this stack"),
        (denied("DescribeTable", "ResourceNotFoundException"), "failed"),
        (EndpointConnectionError(endpoint_url="x"), "failed"),
        (CommandError("no output"), "failed"),
        (ProtocolError("broke"), "failed"),
    ],
)
def test_an_error_is_a_row(error: Exception, state: str) -> None:
    def check() -> CheckResult:
        raise error

    row = run_check("group", "name", check)

    assert (row.state, bool(row.found)) == (state, True)


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, "ok"), (-4, "ok"), (60, "warning"), (-60, "warning"), (400, "failed"), (-400, "failed")]
)
def test_a_clock_that_is_wrong_is_told(seconds: float, state: str) -> None:
    said = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    stack = scripted({"get_caller_identity": {"ResponseMetadata": {"HTTPHeaders": {"date": said}}}})

    (check,) = clock_checks(stack, now=lambda: NOW)

    assert check.state == state


def test_a_table_says_what_to_do_and_one_failure_decides() -> None:
    good, bad = run_check("a", "fine", lambda: ok("all")), run_check("b", "broken", _fails)

    text = printed(render_checks("dev", [good, bad]), width=120)

    assert "→" in text
    assert "1 ok, 1 failed" in text
    assert (is_verified([good]), is_verified([good, bad])) == (True, False)


def _fails() -> CheckResult:
    raise CommandError("it broke")
