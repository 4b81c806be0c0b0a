"""What an alarm is: what it reads, when that is too much, what it means, and where it says what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pulumi import Input, ResourceOptions
from pulumi_aws import cloudwatch

from components.monitoring.metrics import Reading

Comparison = Literal[
    "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanLowerOrGreaterThanUpperThreshold"
]


@dataclass(frozen=True, kw_only=True)
class Formula:
    """Metric math over readings, each under the name by which the expression calls it."""

    expression: str
    readings: Mapping[str, Reading]


@dataclass(frozen=True, kw_only=True)
class Band:
    """A reading against its own past: so many standard deviations around what is usual at the hour of the week."""

    reading: Reading
    deviations: int


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """Rings when what it reads breaches `threshold`, or leaves its band, for `periods` periods in a row.

    `section` is the runbook's part on it. One that does `harm` says that transactions are refused, late, unscored or
    lost; the others warn of it.
    """

    name: str
    meaning: str
    section: str
    reads: Reading | Formula | Band
    harm: bool
    threshold: float = 0
    comparison: Comparison = "GreaterThanThreshold"
    periods: int = 1


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Whom alarms tell, and the address of the runbook that they name."""

    suffix: str
    topic_arn: Input[str]
    runbook: str

    def description(self, meaning: str, section: str) -> str:
        """What whoever is woken reads first."""
        return f"{meaning} What to do: {self.runbook}#{section}"


def install(alarm: Alarm, notice: Notice, opts: ResourceOptions) -> cloudwatch.MetricAlarm:
    """The alarm in CloudWatch; no data is no breach, since what does not happen is not measured."""
    return cloudwatch.MetricAlarm(
        alarm.name,
        name=f"{alarm.name}-{notice.suffix}",
        alarm_description=notice.description(alarm.meaning, alarm.section),
        comparison_operator=alarm.comparison,
        evaluation_periods=alarm.periods,
        treat_missing_data="notBreaching",
        alarm_actions=[notice.topic_arn],
        ok_actions=[notice.topic_arn],
        opts=opts,
        **_measured(alarm),
    )


def _measured(alarm: Alarm) -> dict[str, Any]:
    match alarm.reads:
        case Reading() as reading:
            statistic = "extended_statistic" if reading.stat.startswith("p") else "statistic"
            return {
                "namespace": reading.namespace,
                "metric_name": reading.metric,
                "dimensions": reading.dimensions,
                "period": reading.period,
                statistic: reading.stat,
                "threshold": alarm.threshold,
            }
        case Formula(expression=expression, readings=readings):
            result = {"id": "result", "label": alarm.name, "expression": expression, "return_data": True}
            inner = [_query(name, reading) for name, reading in readings.items()]
            return {"metric_queries": [result, *inner], "threshold": alarm.threshold}
        case Band(reading=reading, deviations=deviations):
            usual = {
                "id": "usual",
                "label": "usual",
                "expression": f"ANOMALY_DETECTION_BAND(present, {deviations})",
                "return_data": True,
            }
            present = {**_query("present", reading), "return_data": True}  # a band is held against what it returns
            return {"metric_queries": [present, usual], "threshold_metric_id": "usual"}


def _query(name: str, reading: Reading) -> dict[str, Any]:
    metric = {
        "namespace": reading.namespace,
        "metric_name": reading.metric,
        "dimensions": reading.dimensions,
        "period": reading.period,
        "stat": reading.stat,
    }
    return {"id": name, "metric": metric, "return_data": False}
