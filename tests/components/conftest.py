"""The stacks of the project, each run once."""

import pytest

from tests.components.stacks import LONGEST_SUFFIX, DryRunStack, dry_run_stack


@pytest.fixture(scope="session")
def dev() -> DryRunStack:
    """Return the stack for development."""
    return dry_run_stack("dev")


@pytest.fixture(scope="session")
def prod() -> DryRunStack:
    """Return the stack for production."""
    return dry_run_stack("prod")


@pytest.fixture(scope="session")
def preview() -> DryRunStack:
    """Return the preview of prod."""
    return dry_run_stack("prod", preview=True)


@pytest.fixture(scope="session")
def configured() -> DryRunStack:
    """Return dev with another value for every setting that leaves the API as it is."""
    return dry_run_stack(
        "dev",
        alertThreshold="0.95",
        alertEmails='["fraud@example.com", "risk@example.com"]',
        transactionRetentionDays="365",
        scoreRetentionDays="90",
        profileRetentionDays="800",
        logRetentionDays="14",
        processorConcurrency="5",
        scorerConcurrency="5",
        decisionConcurrency="6",
        decisionAnswerSeconds="9",
        throttleRate="7",
        throttleBurst="9",
        reviewHours="48",
        reviewExpiredOutcome="decline",
        webhooks='[{"url": "https://shop.example.com/hook"},'
        ' {"url": "http://127.0.0.1:8080/", "events": ["review.decided", "review.expired"]}]',
        eventBus="arn:aws:events:us-east-1:123456789012:event-bus/shop",
        refuseCardNumbers="true",
        protectData="true",
        customerManagedKey="true",
        operationsEmails='["oncall@example.com"]',
        alarmErrorPercent="5",
        alarmLagSeconds="300",
        alarmLatencyMilliseconds="250",
        alarmScoreDrift="0.4",
        runbook="https://example.com/runbook",
        accessLogs="true",
    )


@pytest.fixture(scope="session")
def warm() -> DryRunStack:
    """Return dev with two instances of Decision kept warm."""
    return dry_run_stack("dev", decisionConcurrency="6", decisionProvisionedConcurrency="2")


@pytest.fixture(scope="session")
def longest() -> DryRunStack:
    """Return dev under the longest suffix there may be, with all that has a name."""
    return dry_run_stack("dev", suffix=LONGEST_SUFFIX, accessLogs="true")


@pytest.fixture(scope="session")
def unsecured() -> DryRunStack:
    """Return dev without signed requests, and with unencrypted connections."""
    return dry_run_stack("dev", authorization="NONE", requireTls="false")


@pytest.fixture(params=["dev", "prod"])
def stack(request: pytest.FixtureRequest) -> DryRunStack:
    """Return each of the project's stacks."""
    found: DryRunStack = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def suffix(stack: DryRunStack) -> str:
    """Return the suffix of the stack under test."""
    name: str = stack.run.exports["transactions_table_name"]
    return name.rpartition("-")[2]
