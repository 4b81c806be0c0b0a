"""The health of a stack, collected from its alarms, queues, metrics and logs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fraudctl.observe.figures_from_logs import LIMITATIONS, count_stored_and_scored, stages_from_logs
from fraudctl.observe.figures_from_metrics import stages_from_metrics
from fraudctl.observe.health import AlarmState, Health, StageHealth
from fraudctl.recovery.queue import QueueDepth, RedriveQueue
from fraudctl.recovery.webhooks import WEBHOOKS, webhook_queues
from fraudctl.stacks.target import Target

QUEUE_EXPORT = "_queue_url"
"""The end of an export's name that holds a dead-letter queue's URL."""


def collect_health(target: Target, minutes: int) -> Health:
    """Return the stack's health, with its figures over the last so many minutes."""
    now, depths = datetime.now(UTC), queue_depths(target)
    local = target.emulator is not None
    totals = {stage: depth.total for stage, depth in depths.items()}
    stages = (stages_from_logs if local else stages_from_metrics)(target, now, minutes, totals)
    if WEBHOOKS in totals:
        stages.append(StageHealth(name=WEBHOOKS, dead_letters=totals[WEBHOOKS]))
    stored, scored = count_stored_and_scored(target) if local else (None, None)
    return Health(
        stack=target.stack,
        taken_at=now,
        window_minutes=minutes,
        stages=[replace(each, held=depths[each.name].held) if each.name in depths else each for each in stages],
        alarms=alarm_states(target),
        unknown=LIMITATIONS if local else (),
        alarms_work=not local,
        local=local,
        stored=stored,
        scored=scored,
    )


def queue_depths(target: Target) -> dict[str, QueueDepth]:
    """Count the messages in the dead-letter queue of each stage, and in those of all webhooks together."""
    client = target.client("sqs")
    urls = {
        key.removesuffix(QUEUE_EXPORT): str(url) for key, url in target.exports.items() if key.endswith(QUEUE_EXPORT)
    }
    depths = {stage: RedriveQueue(client, url).depth() for stage, url in urls.items()}
    if of_webhooks := [RedriveQueue(client, url).depth() for url in webhook_queues(target).values()]:
        visible, held = (
            sum(counts) for counts in zip(*((each.visible, each.held) for each in of_webhooks), strict=True)
        )
        depths[WEBHOOKS] = QueueDepth(visible=visible, held=held)
    return depths


def alarm_states(target: Target) -> list[AlarmState]:
    """Return the stack's alarms, by name.

    They are those that notify its operations topic: names do not tell, as another stack's suffix may end in ours.
    """
    topic = target.exports["operations_topic_arn"]
    pages = target.client("cloudwatch").get_paginator("describe_alarms")
    found = [
        alarm
        for page in pages.paginate(AlarmTypes=["MetricAlarm", "CompositeAlarm"], ActionPrefix=topic)
        for alarm in (*page.get("MetricAlarms", []), *page.get("CompositeAlarms", []))
        if topic in alarm["AlarmActions"]  # the embedded AWS ignores the prefix
    ]
    return sorted(map(_alarm, found), key=lambda alarm: alarm.name)


def _alarm(described: Mapping[str, Any]) -> AlarmState:
    meaning = described.get("AlarmDescription") or described.get("StateReason", "")
    return AlarmState(name=described["AlarmName"], state=described["StateValue"], meaning=meaning)
