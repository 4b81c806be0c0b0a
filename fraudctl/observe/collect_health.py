"""One look at a stack, wherever it is."""

from dataclasses import replace
from datetime import UTC, datetime

from fraudctl.observe.alarms import alarm_states
from fraudctl.observe.figures_from_logs import UNKNOWN, count_stored_and_scored, stages_from_logs
from fraudctl.observe.figures_from_metrics import stages_from_metrics
from fraudctl.observe.health import Health
from fraudctl.observe.names import queues
from fraudctl.recovery.queue import QueueDepth, RedriveQueue
from fraudctl.stacks.target import Target


def collect_health(target: Target, minutes: int) -> Health:
    """The stack's health, its figures over the last so many minutes."""
    now, waiting = datetime.now(UTC), queue_depths(target)
    local = target.emulator is not None
    totals = {stage: counts.total for stage, counts in waiting.items()}
    stages = (stages_from_logs if local else stages_from_metrics)(target, now, minutes, totals)
    stored, scored = count_stored_and_scored(target) if local else (None, None)
    return Health(
        stack=target.stack,
        taken_at=now,
        window_minutes=minutes,
        stages=[replace(each, held=waiting[each.name].held) if each.name in waiting else each for each in stages],
        alarms=alarm_states(target),
        unknown=UNKNOWN if local else (),
        alarms_work=not local,
        local=local,
        stored=stored,
        scored=scored,
    )


def queue_depths(target: Target) -> dict[str, QueueDepth]:
    """Count the messages in each dead-letter queue."""
    client = target.client("sqs")
    return {stage: RedriveQueue(client, url).depth() for stage, url in queues(target).items()}
