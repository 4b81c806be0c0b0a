"""A share of transactions against the same share of the past, for alarms that ring when it is off by some times.

CloudWatch has no shift in time, no metric math of different periods, and an anomaly band counts deviations, needs two
weeks to learn, and learns a bad week as usual. But an alarm may read many periods at once: up to a day of any period,
up to a week of whole hours (it then looks once an hour). So the past is what the alarm itself reads, and all but its
newest periods are masked. AWS advises against SUM and MAX of one series in alarms, since CloudWatch may read more
periods than it was asked to: here that makes the past a little longer, and changes nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from components.monitoring.alarms import MetricMath
from components.monitoring.metrics import Metric

TIMES = 3
"""A share that is so many times the usual one, or the usual one so many times it, is off."""

FEW = 10
"""Transactions by which it must be off beyond that: without them one decline at night would be ten times the usual."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """A past of so many periods, each of so many seconds; its `name` ends the alarm's."""

    name: str
    period: int
    periods: int


DAY = Past(name="day", period=900, periods=96)
"""The longest past of periods below an hour; looked at every minute."""

WEEK = Past(name="week", period=3_600, periods=168)
"""The longest that there is, and of whole hours alone; looked at once an hour."""


def off_the_past(part: Metric, whole: Mapping[str, Metric], past: Past) -> MetricMath:
    """Return 1 in the newest periods in which `part` of the `whole`, a sum, is off its share of the past, else 0.

    The metrics are to have the period of the past.
    """
    newest = f"EPOCH(part)>=MAX(EPOCH(part))-{past.period}"  # the last one may have just begun
    above = f"some*SUM(all)>{TIMES}*all*SUM(some)+{FEW}*SUM(all)"
    below = f"all*SUM(some)>{TIMES}*some*SUM(all)+{FEW}*SUM(all)"
    return MetricMath(
        expression=f"IF(({newest}) AND (({above}) OR ({below})),1,0)",
        steps={"some": "FILL(part,0)", "all": "+".join(f"FILL({name},0)" for name in whole)},
        metrics={"part": part, **whole},
    )
