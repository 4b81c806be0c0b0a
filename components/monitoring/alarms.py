"""An alarm's definition, and the alarm in CloudWatch that is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pulumi import Input, ResourceOptions
from pulumi_aws import cloudwatch

from components.context import Context
from components.monitoring.metrics import Metric

Comparison = Literal[
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
]


@dataclass(frozen=True, kw_only=True)
class MetricMath:
    """An expression over metrics and the results of `steps`, expressions too, each under its name in it."""

    expression: str
    metrics: Mapping[str, Metric]
    steps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AnomalyBand:
    """A metric against its usual values at this hour of the week, give or take so many standard deviations."""

    metric: Metric
    deviations: int


@dataclass(frozen=True, kw_only=True)
class AlarmDefinition:
    """An alarm that rings when `measure` breaches `threshold`, or leaves its band, for `periods` periods in a row.

    With `breaching` so many of these periods are enough, in a row or not.
    `missing` data is no breach as a rule, since CloudWatch has none of what does not happen.
    `section` is its section in the runbook. A `critical` one means that transactions are refused, late, unscored or
    lost; the others warn of it.
    """

    name: str
    meaning: str
    section: str
    measure: Metric | MetricMath | AnomalyBand
    critical: bool
    threshold: float = 0
    comparison: Comparison = "GreaterThanThreshold"
    periods: int = 1
    breaching: int | None = None
    missing: Literal["breaching", "notBreaching"] = "notBreaching"


@dataclass(frozen=True, kw_only=True)
class AlarmTarget:
    """The topic that alarms notify, and the address of the runbook that they name."""

    context: Context
    topic_arn: Input[str]
    runbook: str

    def description(self, meaning: str, section: str) -> str:
        """Return the text that the person on call reads first."""
        return f"{meaning} What to do: {self.runbook}#{section}"


def create_alarm(alarm: AlarmDefinition, target: AlarmTarget, opts: ResourceOptions) -> cloudwatch.MetricAlarm:
    """Create the alarm."""
    return cloudwatch.MetricAlarm(
        alarm.name,
        name=target.context.physical_name(alarm.name),
        alarm_description=target.description(alarm.meaning, alarm.section),
        comparison_operator=alarm.comparison,
        evaluation_periods=alarm.periods,
        datapoints_to_alarm=alarm.breaching,
        treat_missing_data=alarm.missing,
        alarm_actions=[target.topic_arn],
        ok_actions=[target.topic_arn],
        opts=opts,
        **_measured(alarm),
    )


def _measured(alarm: AlarmDefinition) -> dict[str, Any]:
    match alarm.measure:
        case Metric() as metric:
            statistic = "extended_statistic" if metric.stat.startswith("p") else "statistic"
            return {
                "namespace": metric.namespace,
                "metric_name": metric.name,
                "dimensions": metric.dimensions,
                "period": metric.period,
                statistic: metric.stat,
                "threshold": alarm.threshold,
            }
        case MetricMath(expression=expression, metrics=metrics, steps=steps):
            result = {"id": "result", "label": alarm.name, "expression": expression, "return_data": True}
            between = [
                {"id": name, "label": name, "expression": step, "return_data": False} for name, step in steps.items()
            ]
            operands = [_query(name, metric) for name, metric in metrics.items()]
            return {"metric_queries": [result, *between, *operands], "threshold": alarm.threshold}
        case AnomalyBand(metric=metric, deviations=deviations):
            usual = {
                "id": "usual",
                "label": "usual",
                "expression": f"ANOMALY_DETECTION_BAND(present, {deviations})",
                "return_data": True,
            }
            present = {**_query("present", metric), "return_data": True}  # CloudWatch compares what both return
            return {"metric_queries": [present, usual], "threshold_metric_id": "usual"}


def _query(name: str, metric: Metric) -> dict[str, Any]:
    described = {
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": metric.dimensions,
        "period": metric.period,
        "stat": metric.stat,
    }
    return {"id": name, "metric": described, "return_data": False}
