"""The alarms of people's work and of what is told of it: reviews that wait, events that are owed or not taken."""

from collections.abc import Iterator

from components.monitoring.alarms import AlarmDefinition
from components.monitoring.metrics import business_metric, queue_metric
from components.monitoring.targets import MonitoringTargets, Thresholds

NEARLY_OVER = 80
"""Per cent of the time for a review after which the oldest one makes an alarm ring."""

OWED_SECONDS = 300
"""The schedule finishes what is owed after a minute; longer than this, runs of it have failed to."""


def review_alarms(targets: MonitoringTargets, thresholds: Thresholds, suffix: str) -> Iterator[AlarmDefinition]:
    """Yield the alarms of reviews, of their schedule, of reading back, and of the webhooks' queues."""
    name = targets.reviews.pulumi_resource_name
    yield AlarmDefinition(
        name=f"{name}-oldest",
        meaning=f"A review has waited for {NEARLY_OVER} % of the {thresholds.review_hours} hours that it has.",
        section="oldest-review",
        measure=business_metric(suffix, "OldestReviewSeconds", stat="Maximum"),
        threshold=NEARLY_OVER * thresholds.review_hours * 3_600 / 100,
        critical=False,
    )
    yield AlarmDefinition(
        name=f"{name}-owed",
        meaning=f"For three minutes an event, label or fact has been owed for over {OWED_SECONDS} s.",
        section="owed-events",
        measure=business_metric(suffix, "OwedSeconds", stat="Maximum", period=60),
        threshold=OWED_SECONDS,
        periods=3,
        critical=False,
    )
    yield AlarmDefinition(
        name=f"{name}-not-scheduled",
        meaning="Nothing has looked for reviews that are over, or for what is owed, for 15 minutes.",
        section="reviews-not-scheduled",
        measure=business_metric(suffix, "OwedSeconds", stat="SampleCount"),
        threshold=1,
        comparison="LessThanThreshold",
        missing="breaching",
        periods=3,
        critical=False,
    )
    yield AlarmDefinition(
        name=f"{targets.queries.pulumi_resource_name}-unread",
        meaning="Tables could not be read back for 15 minutes; those who asked were told to ask again.",
        section="queries-unread",
        measure=business_metric(suffix, "QueriesUnread"),
        periods=3,
        critical=False,
    )
    for webhook in targets.events.webhooks:
        yield AlarmDefinition(
            name=f"{webhook.dead_letters.pulumi_resource_name}-not-empty",
            meaning=f"The webhook {webhook.key} has not taken events for about an hour; they wait in its queue.",
            section="webhook-queue",
            measure=queue_metric(webhook.dead_letters),
            threshold=1,
            comparison="GreaterThanOrEqualToThreshold",
            critical=False,
        )
