"""Live topics, subscriptions, log groups, alarms and dashboards, each found by its name."""

from collections.abc import Mapping
from typing import Any

from fraudctl.adopt.registry import Account, Live, finds


@finds("aws:sns/topic:Topic")
def find_topic(account: Account, inputs: Mapping[str, Any]) -> Live:
    arn = f"arn:{account.partition}:sns:{account.region}:{account.number}:{inputs['name']}"
    found = account.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    return Live(id=arn, properties={"kmsMasterKeyId": found.get("KmsMasterKeyId")})


@finds("aws:sns/topicPolicy:TopicPolicy")
def find_topic_policy(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    """Return a topic's policy, unless it is the default one by which its account may do everything."""
    policy = account.client("sns").get_topic_attributes(TopicArn=inputs["arn"])["Attributes"].get("Policy", "")
    if not policy or "__default_statement_ID" in policy:
        return None
    return Live(id=inputs["arn"], properties={"policy": policy})


@finds("aws:sns/topicSubscription:TopicSubscription")
def find_subscription(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    """Return a confirmed subscription; one that is not confirmed yet has no ARN to import."""
    pages = account.client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=inputs["topic"])
    for found in (each for page in pages for each in page["Subscriptions"]):
        same = (found["Protocol"], found["Endpoint"]) == (inputs["protocol"], inputs["endpoint"])
        if same and found["SubscriptionArn"].startswith("arn:"):
            return Live(id=found["SubscriptionArn"])
    return None


@finds("aws:cloudwatch/logGroup:LogGroup")
def find_log_group(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    name = inputs["name"]
    groups = account.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    found = next((each for each in groups if each["logGroupName"] == name), None)
    if found is None:
        return None
    properties = {"retentionInDays": found.get("retentionInDays"), "kmsKeyId": found.get("kmsKeyId")}
    return Live(id=name, properties=properties)


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
