"""Alarms and dashboards, each found by its name."""

from collections.abc import Mapping
from typing import Any

from fraudctl.adopt.registry import Account, Live, finds


@finds("aws:cloudwatch/metricAlarm:MetricAlarm")
def find_metric_alarm(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    name = inputs["name"]
    alarms = account.client("cloudwatch").describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm"])["MetricAlarms"]
    if not alarms:
        return None
    found = alarms[0]
    return Live(
        id=name,
        properties={
            "threshold": found.get("Threshold"),
            "period": found.get("Period"),
            "statistic": found.get("Statistic"),
            "evaluationPeriods": found.get("EvaluationPeriods"),
            "comparisonOperator": found.get("ComparisonOperator"),
            "treatMissingData": found.get("TreatMissingData"),
            "alarmActions": found.get("AlarmActions", []),
        },
    )


@finds("aws:cloudwatch/compositeAlarm:CompositeAlarm")
def find_composite_alarm(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    name = inputs["alarmName"]
    asked = account.client("cloudwatch").describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm"])
    alarms = asked["CompositeAlarms"]
    return Live(id=name, properties={"alarmRule": alarms[0].get("AlarmRule")}) if alarms else None


@finds("aws:cloudwatch/dashboard:Dashboard")
def find_dashboard(account: Account, inputs: Mapping[str, Any]) -> Live:
    name = inputs["dashboardName"]
    account.client("cloudwatch").get_dashboard(DashboardName=name)
    return Live(id=name)
