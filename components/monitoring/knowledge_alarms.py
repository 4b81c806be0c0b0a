"""The alarms of what is remembered of entities, and of what is learnt from labels."""

from collections.abc import Iterator

from components.monitoring.alarms import AlarmDefinition, MetricMath
from components.monitoring.metrics import business_metric, table_metric
from components.storage.profiles_table import ProfilesTable


def profile_alarms(table: ProfilesTable, suffix: str) -> Iterator[AlarmDefinition]:
    """Yield the alarms of what is remembered; transactions are scored all the same, by less than is known."""
    name = table.pulumi_resource_name
    throttled = {kind.lower(): table_metric(table, f"{kind}ThrottleEvents") for kind in ("Read", "Write")}
    yield AlarmDefinition(
        name=f"{name}-throttles",
        meaning="DynamoDB has throttled reads or writes of profiles for 15 minutes.",
        section="profiles-throttled",
        measure=MetricMath(expression="FILL(read,0)+FILL(write,0)", metrics=throttled),
        periods=3,
        critical=False,
    )
    yield AlarmDefinition(
        name=f"{name}-given-up",
        meaning="Transactions have been left out of profiles for 15 minutes, which others changed all the time.",
        section="profiles-given-up",
        measure=business_metric(suffix, "ProfilesGivenUp"),
        periods=3,
        critical=False,
    )
    yield AlarmDefinition(
        name=f"{name}-unreadable",
        meaning="Profiles are damaged or of a newer release, and were treated as if nothing were known.",
        section="unreadable-profiles",
        measure=business_metric(suffix, "UnreadableProfiles"),
        critical=False,
    )


def label_alarms(suffix: str, prefix: str) -> Iterator[AlarmDefinition]:
    """Yield the alarm of labels that are not kept."""
    yield AlarmDefinition(
        name=f"{prefix}fraud-labels-unavailable",
        meaning="Labels could not be stored for 15 minutes; those who sent them were told to repeat them.",
        section="labels-unavailable",
        measure=business_metric(suffix, "LabelsUnavailable"),  # within a request they are no 5xx
        periods=3,
        critical=False,
    )
