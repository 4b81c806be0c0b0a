"""The alarms of strategies: a bad one decides, one is broken, or not every instance decides by the same."""

from collections.abc import Iterator

from components.monitoring.alarms import AlarmDefinition, MetricMath
from components.monitoring.metrics import SCORE_BANDS, business_metric, function_metric
from components.monitoring.past_share import DAY, TIMES, WEEK, off_the_past
from components.monitoring.targets import MonitoringTargets, Thresholds


def strategy_alarms(
    targets: MonitoringTargets, thresholds: Thresholds, *, suffix: str, prefix: str
) -> Iterator[AlarmDefinition]:
    """Yield the alarms of the strategies that operators deploy, and of those that functions could not read."""
    yield from _share_alarms(suffix, prefix)
    name = targets.strategies.pulumi_resource_name
    yield AlarmDefinition(
        name=f"{name}-broken",
        meaning="A version or pointer in the strategies table is none to decide by; the last good one decides.",
        section="broken-strategies",
        measure=business_metric(suffix, "StrategiesBroken"),
        critical=True,
    )
    yield _stale_alarm(targets, thresholds, suffix)
    yield AlarmDefinition(
        name=f"{name}-disagree",
        meaning="For over two minutes not all instances have known the same changes of strategies.",
        section="disagreeing-instances",
        measure=MetricMath(
            expression="most-least",
            metrics={
                "most": business_metric(suffix, "StrategyChanges", stat="Maximum", period=60),
                "least": business_metric(suffix, "StrategyChanges", stat="Minimum", period=60),
            },
        ),
        periods=3,  # a change falls into one minute and is known by the end of the next
        critical=False,
    )


def _share_alarms(suffix: str, prefix: str) -> Iterator[AlarmDefinition]:
    for metric in ("Declines", "Alerts"):
        for past in (DAY, WEEK):
            scored = {name.lower(): business_metric(suffix, name, period=past.period) for name in SCORE_BANDS}
            part = business_metric(suffix, metric, period=past.period)
            yield AlarmDefinition(
                name=f"{prefix}fraud-{metric.lower()}-{past.name}",
                meaning=f"{metric} are over {TIMES} times as frequent, or as rare, as over the past {past.name}.",
                section="a-bad-strategy-is-live",
                measure=off_the_past(part, scored, past),
                periods=past.periods,
                breaching=1,
                critical=False,
            )


def _stale_alarm(targets: MonitoringTargets, thresholds: Thresholds, suffix: str) -> AlarmDefinition:
    """Return the alarm of decisions by what may have been replaced, be they made by Decision or by Scoring."""
    made = {name.lower(): business_metric(suffix, name, period=60) for name in SCORE_BANDS}
    made["asked"] = function_metric(targets.decision, "Invocations", period=60)
    return AlarmDefinition(
        name=f"{targets.strategies.pulumi_resource_name}-unread",
        meaning=f"For three minutes over {thresholds.error_percent} % of decisions were made by strategies that may "
        "have been replaced: the newer ones could not be read.",
        section="degraded-strategy",
        measure=MetricMath(
            expression="IF(made>0,100*FILL(stale,0)/made,0)",
            steps={"made": "+".join(f"FILL({name},0)" for name in made)},
            metrics={"stale": business_metric(suffix, "DegradedStrategy", period=60), **made},
        ),
        threshold=thresholds.error_percent,
        periods=3,
        critical=False,
    )
