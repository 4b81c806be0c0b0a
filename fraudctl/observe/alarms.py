"""The alarms of one stack among all of an account's: those that tell its operations topic."""

from collections.abc import Mapping
from typing import Any

from fraudctl.observe.health import AlarmState
from fraudctl.stacks.target import Target


def alarm_states(target: Target) -> list[AlarmState]:
    """By name; names alone would not tell them apart, as another stack's suffix may end in ours."""
    topic = target.exports["operations_topic_arn"]
    pages = target.client("cloudwatch").get_paginator("describe_alarms")
    found = [
        alarm
        for page in pages.paginate(AlarmTypes=["MetricAlarm", "CompositeAlarm"], ActionPrefix=topic)
        for alarm in (*page.get("MetricAlarms", []), *page.get("CompositeAlarms", []))
        if topic in alarm["AlarmActions"]  # the embedded AWS heeds no prefix
    ]
    return sorted(map(_alarm, found), key=lambda alarm: alarm.name)


def _alarm(described: Mapping[str, Any]) -> AlarmState:
    meaning = described.get("AlarmDescription") or described.get("StateReason", "")
    return AlarmState(name=described["AlarmName"], state=described["StateValue"], meaning=meaning)
