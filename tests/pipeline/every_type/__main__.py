"""One resource of every type that local mode makes."""

import json

import pulumi
import pulumi_aws as aws
from pulumi import AssetArchive, Output, StringAsset
from pulumi_aws import apigateway, cloudwatch, iam, kms, lambda_

from tests.pipeline.every_type.api import declare_api
from tests.pipeline.every_type.storage import Storage, access_policy

HANDLER = """
import json, os, greeting

def handler(event, context):
    print("called")
    body = {"text": greeting.TEXT, "variable": os.environ["VARIABLE"], "level": os.environ.get("LOG_LEVEL")}
    body["version"] = context.function_version
    body["secret"] = os.environ.get("SECRET_OF_THE_SHELL")
    return {"statusCode": 200, "body": json.dumps(body)}
"""


suffix = pulumi.Config().require("suffix")
storage = Storage("storage", suffix)

key = kms.Key("key", description="A key", enable_key_rotation=True, deletion_window_in_days=7)
kms.Alias("alias", name=f"alias/every-type-{suffix}", target_key_id=key.key_id)

trust = access_policy("sts:AssumeRole", "", Principal={"Service": "lambda.amazonaws.com"})
role = iam.Role("role", name=f"role-{suffix}", assume_role_policy=trust)
may_send = storage.queue.arn.apply(lambda arn: access_policy("sqs:SendMessage", arn))
iam.RolePolicy("role-policy", name="own", role=role.id, policy=may_send)
tracing = iam.Policy("tracing", policy=access_policy("xray:PutTraceSegments", "*"))
iam.RolePolicyAttachment("attachment", role=role.name, policy_arn=tracing.arn)

logs = cloudwatch.LogGroup("logs", name=f"/aws/lambda/function-{suffix}", retention_in_days=7)
layer = lambda_.LayerVersion(
    "layer",
    layer_name=f"layer-{suffix}",
    code=AssetArchive({"python": AssetArchive({"greeting.py": StringAsset("TEXT = 'hello'")})}),
    compatible_runtimes=["python3.13"],
)
function = lambda_.Function(
    "function",
    name=f"function-{suffix}",
    role=role.arn,
    handler="index.handler",
    runtime="python3.13",
    architectures=["arm64"],
    code=AssetArchive({"index.py": StringAsset(HANDLER)}),
    memory_size=256,
    timeout=30,
    layers=[layer.arn],
    environment={"variables": {"VARIABLE": "value"}},
    tracing_config={"mode": "Active"},
    logging_config={"log_format": "JSON", "log_group": logs.name, "application_log_level": "INFO"},
    dead_letter_config={"target_arn": storage.queue.arn},
    reserved_concurrent_executions=7,
    publish=True,
)
alias = lambda_.Alias("live", name="live", function_name=function.name, function_version=function.version)
lambda_.ProvisionedConcurrencyConfig(
    "warm", function_name=function.name, qualifier=alias.name, provisioned_concurrent_executions=2
)
lambda_.FunctionEventInvokeConfig("invocation", function_name=function.name, maximum_retry_attempts=1)
lambda_.EventSourceMapping(
    "mapping",
    function_name=function.arn,
    event_source_arn=storage.table.stream_arn,
    starting_position="TRIM_HORIZON",
    batch_size=100,
    maximum_retry_attempts=5,
    maximum_record_age_in_seconds=3600,
    bisect_batch_on_function_error=True,
    function_response_types=["ReportBatchItemFailures"],
    destination_config={"on_failure": {"destination_arn": storage.queue.arn}},
)

schedule = cloudwatch.EventRule("schedule", name=f"schedule-{suffix}", schedule_expression="rate(1 day)")
cloudwatch.EventTarget(
    "target",
    rule=schedule.name,
    target_id="function",
    arn=function.arn,
    input=json.dumps({"schedule": "daily"}),
    retry_policy={"maximum_event_age_in_seconds": 60, "maximum_retry_attempts": 0},
)

alarm = cloudwatch.MetricAlarm(
    "alarm",
    name=f"alarm-{suffix}",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    metric_name="Errors",
    namespace="AWS/Lambda",
    dimensions={"FunctionName": function.name},
    period=300,
    statistic="Sum",
    threshold=1,
    treat_missing_data="notBreaching",
    alarm_actions=[storage.topic.arn],
)
errors = cloudwatch.MetricAlarmMetricQueryMetricArgs(
    metric_name="Errors", namespace="AWS/Lambda", period=60, stat="Sum", dimensions={"FunctionName": function.name}
)
cloudwatch.MetricAlarm(
    "rate",
    name=f"rate-{suffix}",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    threshold=5,
    metric_queries=[
        cloudwatch.MetricAlarmMetricQueryArgs(id="rate", expression="100 * errors", return_data=True),
        cloudwatch.MetricAlarmMetricQueryArgs(id="errors", metric=errors),
    ],
)
rule = alarm.name.apply(lambda name: f"ALARM({name})")
cloudwatch.CompositeAlarm("composite", alarm_name=f"composite-{suffix}", alarm_rule=rule)
cloudwatch.Dashboard("dashboard", dashboard_name=f"dashboard-{suffix}", dashboard_body=json.dumps({"widgets": []}))

apigateway.Account("account", cloudwatch_role_arn=role.arn)

pulumi.export("things_url", Output.concat(declare_api(suffix, function, alias), "/things"))
pulumi.export("account", aws.get_caller_identity().account_id)
pulumi.export("region", aws.get_region().region)
pulumi.export("password", Output.secret("in clear"))
