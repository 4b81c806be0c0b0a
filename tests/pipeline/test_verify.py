"""`fraudctl verify` on the embedded AWS: all is well, and nothing is left behind."""

from pathlib import Path
from typing import Any

import pytest

from fraudctl.stacks.local_stack import LocalStack
from fraudctl.verify.check import StackCheck
from fraudctl.verify.pipeline import Pipeline
from fraudctl.verify.protection import Protection
from fraudctl.verify.verification import verify
from fraudctl.verify.verified_stack import VerifiedStack
from tests.fraudctl.verify.scripted_stack import only
from tests.pipeline.stack_calls import items

TABLES = ("transactions", "fraud_scores", "fraud_decisions", "fraud_profiles", "fraud_reviews", "fraud_labels")


@pytest.fixture(scope="module")
def checks(pipeline: LocalStack) -> list[StackCheck]:
    """Return the checks of a stack that works."""
    return list(verify(VerifiedStack.of(pipeline.target), 60))


def test_a_stack_that_works_fails_in_nothing(checks: list[StackCheck]) -> None:
    failed = [(each.name, each.found) for each in checks if each.state == "failed"]

    assert [each for each in failed if each[0] != "dead-letter queues"] == []  # other tests leave letters


def test_a_payment_is_decided_scored_and_removed_without_a_trace(
    checks: list[StackCheck], pipeline: LocalStack
) -> None:
    steps = [each for each in checks if each.group == "decision"]

    assert [each.state for each in steps] == ["ok"] * 5, steps
    left = [str(row) for table in TABLES for row in items(pipeline, f"{table}_table_name") if "verify-" in str(row)]
    assert left == []


def test_every_action_that_a_role_is_granted_is_allowed_by_iam(checks: list[StackCheck]) -> None:
    roles = {each.name: each.state for each in checks if each.name.startswith("role of ")}

    assert len(roles) == 6
    assert set(roles.values()) == {"ok"}


def test_code_that_is_not_this_checkouts_is_told_by_file(pipeline: LocalStack, tmp_path: Path) -> None:
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "scoring.py").write_text("")

    check = only(Pipeline(VerifiedStack.of(pipeline.target), sources=tmp_path).checks(), "the functions' code")

    assert (check.state, "handlers/" in check.found) == ("warning", True)


def test_what_is_configured_and_not_there_fails(pipeline: LocalStack) -> None:
    asked: dict[str, Any] = {"protectData": "true", "customerManagedKey": "true"}

    stack = VerifiedStack(target=pipeline.target, settings=asked)
    states = {each.name: each.state for each in Protection(stack).checks()}

    assert states.pop("expiry of rows") == "ok"
    assert set(states.values()) == {"failed"}
