"""One look at a stack, wherever it is."""

from datetime import UTC, datetime

from fraudctl.observe.alarms import alarms
from fraudctl.observe.counting import UNKNOWN, counted, stored_and_scored
from fraudctl.observe.health import Health
from fraudctl.observe.metrics import measured
from fraudctl.observe.names import queues
from fraudctl.target import Target


def look(target: Target, minutes: int) -> Health:
    """The stack's health, its figures over the last so many minutes."""
    now, depths = datetime.now(UTC), _depths(target)
    local = target.emulator is not None
    stored, scored = stored_and_scored(target) if local else (None, None)
    return Health(
        stack=target.stack,
        taken_at=now,
        window_minutes=minutes,
        stages=(counted if local else measured)(target, now, minutes, depths),
        alarms=alarms(target),
        unknown=UNKNOWN if local else (),
        alarms_work=not local,
        stored=stored,
        scored=scored,
    )


def _depths(target: Target) -> dict[str, int]:
    """The messages in each dead-letter queue, those that somebody is looking at among them."""
    client = target.client("sqs")
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    depths = {}
    for stage, url in queues(target).items():
        answer = client.get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"]
        depths[stage] = sum(int(answer[count]) for count in counts)
    return depths
