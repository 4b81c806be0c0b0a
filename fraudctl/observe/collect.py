"""One look at a stack, wherever it is."""

from dataclasses import replace
from datetime import UTC, datetime

from fraudctl.observe.alarms import alarms
from fraudctl.observe.counting import UNKNOWN, counted, stored_and_scored
from fraudctl.observe.health import Health
from fraudctl.observe.metrics import measured
from fraudctl.observe.names import queues
from fraudctl.recovery.queue import Counts, DeadLetters
from fraudctl.stacks.target import Target


def look(target: Target, minutes: int) -> Health:
    """The stack's health, its figures over the last so many minutes."""
    now, waiting = datetime.now(UTC), depths(target)
    local = target.emulator is not None
    totals = {stage: counts.total for stage, counts in waiting.items()}
    stages = (counted if local else measured)(target, now, minutes, totals)
    stored, scored = stored_and_scored(target) if local else (None, None)
    return Health(
        stack=target.stack,
        taken_at=now,
        window_minutes=minutes,
        stages=[replace(each, held=waiting[each.name].held) if each.name in waiting else each for each in stages],
        alarms=alarms(target),
        unknown=UNKNOWN if local else (),
        alarms_work=not local,
        local=local,
        stored=stored,
        scored=scored,
    )


def depths(target: Target) -> dict[str, Counts]:
    """Count the messages in each dead-letter queue."""
    client = target.client("sqs")
    return {stage: DeadLetters(client, url).counts() for stage, url in queues(target).items()}
