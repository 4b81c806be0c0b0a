"""CloudWatch alarms, dashboards and log groups."""

from emulator.provisioners.property_map import Nested, PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions, tag_list

METRIC: PropertyMap = {
    "metricName": "MetricName",
    "namespace": "Namespace",
    "dimensions": "Dimensions",
    "period": "Period",
    "stat": "Stat",
    "unit": "Unit",
}
METRIC_QUERY: PropertyMap = {
    "id": "Id",
    "expression": "Expression",
    "label": "Label",
    "period": "Period",
    "returnData": "ReturnData",
    "accountId": "AccountId",
    "metric": Nested("Metric", METRIC),
}
ACTIONS: PropertyMap = {
    "alarmDescription": "AlarmDescription",
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "okActions": "OKActions",
    "insufficientDataActions": "InsufficientDataActions",
    "tags": "Tags",
}
METRIC_ALARM: PropertyMap = {
    **ACTIONS,
    "name": "AlarmName",
    "metricName": "MetricName",
    "namespace": "Namespace",
    "dimensions": "Dimensions",
    "statistic": "Statistic",
    "extendedStatistic": "ExtendedStatistic",
    "unit": "Unit",
    "period": "Period",
    "evaluationPeriods": "EvaluationPeriods",
    "datapointsToAlarm": "DatapointsToAlarm",
    "comparisonOperator": "ComparisonOperator",
    "threshold": "Threshold",
    "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData",
    "metricQueries": Nested("Metrics", METRIC_QUERY),
}
COMPOSITE_ALARM: PropertyMap = {**ACTIONS, "alarmName": "AlarmName", "alarmRule": "AlarmRule"}
LOG_GROUP: PropertyMap = {
    "name": "logGroupName",
    "retentionInDays": "retentionInDays",
    "kmsKeyId": "kmsKeyId",
    "logGroupClass": "logGroupClass",
    "tags": "tags",
}


@provisions("aws:cloudwatch/metricAlarm:MetricAlarm", METRIC_ALARM, name_input="name")
def make_metric_alarm(cloud: Cloud, wanted: Wanted) -> Made:
    parameters = wanted.parameters | {"AlarmName": wanted.name, "Tags": tag_list(wanted.parameters.get("Tags", {}))}
    if "Dimensions" in parameters:
        parameters["Dimensions"] = _dimension_list(parameters["Dimensions"])
    for query in parameters.get("Metrics", []):
        if "Metric" in query:
            query["MetricStat"] = _metric_stat(query.pop("Metric"))
    cloud.clients.cloudwatch.put_metric_alarm(**parameters)
    return Made(id=wanted.name, outputs={"arn": cloud.arn("cloudwatch", f"alarm:{wanted.name}")})


@provisions("aws:cloudwatch/compositeAlarm:CompositeAlarm", COMPOSITE_ALARM, name_input="alarmName")
def make_composite_alarm(cloud: Cloud, wanted: Wanted) -> Made:
    parameters = wanted.parameters | {"AlarmName": wanted.name, "Tags": tag_list(wanted.parameters.get("Tags", {}))}
    cloud.clients.cloudwatch.put_composite_alarm(**parameters)
    return Made(id=wanted.name, outputs={"arn": cloud.arn("cloudwatch", f"alarm:{wanted.name}")})


@provisions(
    "aws:cloudwatch/dashboard:Dashboard",
    {"dashboardName": "DashboardName", "dashboardBody": "DashboardBody"},
    name_input="dashboardName",
)
def make_dashboard(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.cloudwatch.put_dashboard(**wanted.parameters | {"DashboardName": wanted.name})
    arn = f"arn:aws:cloudwatch::{cloud.account}:dashboard/{wanted.name}"
    return Made(id=wanted.name, outputs={"dashboardArn": arn})


@provisions("aws:cloudwatch/logGroup:LogGroup", LOG_GROUP, name_input="name")
def make_log_group(cloud: Cloud, wanted: Wanted) -> Made:
    retention = wanted.take("retentionInDays")
    cloud.clients.logs.create_log_group(**wanted.parameters | {"logGroupName": wanted.name})
    if retention:
        cloud.clients.logs.put_retention_policy(logGroupName=wanted.name, **retention)
    return Made(id=wanted.name, outputs={"arn": cloud.arn("logs", f"log-group:{wanted.name}")})


def _dimension_list(dimensions: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]


def _metric_stat(metric: dict[str, object]) -> dict[str, object]:
    """Return the metric inside its statistic, as boto3 takes it: Pulumi has both in one object."""
    inner = {key: metric.pop(key) for key in ("MetricName", "Namespace", "Dimensions") if key in metric}
    if isinstance(inner.get("Dimensions"), dict):
        inner["Dimensions"] = _dimension_list(inner["Dimensions"])  # type: ignore[arg-type]  # checked above
    return {**metric, "Metric": inner}
