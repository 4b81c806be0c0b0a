"""The command for each problem that `status` finds: the one that solves it, else one that shows more."""

from collections.abc import Sequence

REDRIVE, RECONCILE = "redrive", "reconcile"

BY_ALARM = {
    "nothing-scored": RECONCILE,
    "delivery-failures": RECONCILE,
    "dead-letter-errors": RECONCILE,
    "events-dropped": f"{REDRIVE} scoring",
    "decision-in-queue": f"{REDRIVE} ingestion",
    "strategies-broken": "strategy show",
    "reviews-oldest": "review list",
    "score-drift": "drift",
    **dict.fromkeys(("declines-day", "declines-week", "alerts-day", "alerts-week"), "strategy history"),
}
"""By a part of the alarm's name; for all others the command shows the logs of their function."""

LOOK_BACK = 60
"""Minutes of the log that may tell what a message in a queue is about."""

QUEUES = {
    "ingestion-dlq": "ingestion",
    "processor-dlq": "processing",
    "scorer-dlq": "scoring",
    "webhook": "webhooks",
}
FUNCTIONS = {
    "fraud-detector-api": "fraud_detector",
    "decision": "decision",
    "ingestion": "ingestion",
    "api": "ingestion",
    "undurable": "ingestion",
}
FUNCTIONS |= {"processor": "processing", "strategies": "decision"}
FUNCTIONS |= {"feedback": "feedback", "labels": "feedback", "reviews": "feedback", "queries": "queries"}
FUNCTIONS |= {"scorer": "scoring", "alerts": "scoring", "profiles": "scoring"}


def command_for_queue(stage: str, *, held: bool) -> str:
    """Return the command that empties a stage's queue; of one that holds no transactions, that shows what failed."""
    if stage not in QUEUES.values():
        return command_for_errors(stage, LOOK_BACK)
    return f"{REDRIVE} {stage}{' --wait' if held else ''}"


def command_for_errors(stage: str, minutes: int) -> str:
    """Return the command that shows what a function logged of its errors."""
    return f"logs --function {stage} --since {minutes}m"


def command_for_alarm(name: str, stages: Sequence[str], minutes: int) -> str | None:
    """Return the command for an alarm in alarm, None for one that only sums up others."""
    for part, words in BY_ALARM.items():
        if part in name:
            return words
    for part, stage in QUEUES.items():
        if part in name:
            return command_for_queue(stage, held=False)
    found = next((stage for part, stage in FUNCTIONS.items() if part in name), None)
    return command_for_errors(found, minutes) if found in stages and found else None
