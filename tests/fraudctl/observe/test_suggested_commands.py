"""For every alarm of the program a command is suggested that exists, but for the one that sums up the others."""

from collections.abc import Sequence

import pytest

from emulator.program.monitor import Resource
from fraudctl.cli import COMMANDS
from fraudctl.observe.suggested_commands import command_for_alarm

STAGES = ("api", "ingestion", "decision", "processing", "scoring", "feedback", "queries")


@pytest.fixture(scope="module")
def alarm_names(resources: Sequence[Resource]) -> list[str]:
    """Return the physical names of the alarms that the program makes."""
    kinds = ("MetricAlarm", "CompositeAlarm")
    return [str(each.inputs.get("name") or each.inputs["alarmName"]) for each in resources if each.type.endswith(kinds)]


def test_for_every_alarm_a_command_is_suggested(alarm_names: list[str]) -> None:
    commands = {name: command_for_alarm(name, STAGES, 5) for name in alarm_names}

    assert len(alarm_names) == 63
    assert [name for name, command in commands.items() if not command] == ["fraud-pipeline-unhealthy-dev"]
    assert {command.split()[0] for command in commands.values() if command} <= set(COMMANDS)
    assert commands["fraud-scorer-dlq-not-empty-dev"] == "redrive scoring"
    assert commands["transaction-processor-dlq-not-empty-dev"] == "redrive processing"
    assert commands["fraud-detection-nothing-scored-dev"] == "reconcile"
    assert commands["fraud-scorer-events-dropped-dev"] == "redrive scoring"
    assert commands["transaction-processor-iterator-age-dev"] == "logs --function processing --since 5m"
    assert commands["fraud-detection-api-5xx-dev"] == "logs --function ingestion --since 5m"
    assert commands["fraud-labels-unavailable-dev"] == "logs --function feedback --since 5m"
    assert commands["fraud-feedback-dlq-not-empty-dev"] == "logs --function feedback --since 5m"
    assert commands["fraud-scorer-unfit-dev"] == "logs --function scoring --since 5m"
    assert commands["transaction-decision-in-queue-dev"] == "redrive ingestion"
    assert commands["transaction-decision-degraded-profiles-dev"] == "logs --function decision --since 5m"
    assert commands["fraud-declines-day-dev"] == commands["fraud-alerts-week-dev"] == "strategy history"
    assert commands["fraud-alerts-volume-dev"] == "logs --function scoring --since 5m"
    assert commands["fraud-strategies-broken-dev"] == "strategy show"
    assert commands["fraud-reviews-oldest-dev"] == "review list"
    assert commands["fraud-score-drift-dev"] == "drift"
    assert commands["fraud-queries-unread-dev"] == "logs --function queries --since 5m"
    assert command_for_alarm("fraud-events-webhook-1a2b3c4d-dlq-not-empty-dev", STAGES, 5) == "redrive webhooks"
    assert commands["fraud-strategies-unread-dev"] == "logs --function decision --since 5m"
    assert commands["fraud-profiles-throttles-dev"] == "logs --function scoring --since 5m"
