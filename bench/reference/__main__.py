"""The plain pipeline's resources, as few as it needs."""

import json

import pulumi
from pulumi import AssetArchive, FileAsset, ResourceOptions
from pulumi_aws import apigateway, cloudwatch, dynamodb, iam, lambda_, sns

suffix = pulumi.Config().require("suffix")


def table(name: str, keys: dict[str, str], *, stream: bool) -> dynamodb.Table:
    hash_key, *range_key = keys
    return dynamodb.Table(
        name,
        name=f"{name}-{suffix}",
        billing_mode="PAY_PER_REQUEST",
        attributes=[{"name": key, "type": kind} for key, kind in keys.items()],
        hash_key=hash_key,
        range_key=range_key[0] if range_key else None,
        stream_enabled=stream,
        stream_view_type="NEW_IMAGE" if stream else None,
    )


def statement(**allowed: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **allowed}]})


transactions = table("transactions", {"transaction_id": "S", "timestamp": "N"}, stream=True)
scores = table("fraud-scores", {"transaction_id": "S"}, stream=False)
alerts = sns.Topic("alerts", name=f"fraud-alerts-{suffix}")
lambda_trust = statement(Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole")
role = iam.Role("role", name=f"plain-role-{suffix}", assume_role_policy=lambda_trust)
everything = statement(Action=["dynamodb:*", "lambda:InvokeFunction", "sns:Publish", "logs:*"], Resource="*")
allowed = iam.RolePolicy("policy", name="everything", role=role.name, policy=everything)
code = AssetArchive({"plain.py": FileAsset("plain.py")})


def function(name: str, handler: str, memory: int) -> lambda_.Function:
    logs = cloudwatch.LogGroup(f"{name}-logs", name=f"/aws/lambda/{name}-{suffix}", retention_in_days=7)
    return lambda_.Function(
        name,
        name=f"{name}-{suffix}",
        role=role.arn,
        runtime="python3.13",
        architectures=["arm64"],
        handler=f"plain.{handler}",
        code=code,
        memory_size=memory,
        timeout=60,
        environment={
            "variables": {
                "TRANSACTIONS_TABLE": transactions.name,
                "FRAUD_SCORES_TABLE": scores.name,
                "FRAUD_SCORER_FUNCTION": f"scorer-{suffix}",
                "SNS_TOPIC_ARN": alerts.arn,
            }
        },
        opts=ResourceOptions(depends_on=[allowed, logs]),
    )


ingestion, processor = function("ingestion", "ingestion", 256), function("processor", "processing", 512)
function("scorer", "scoring", 1024)
lambda_.EventSourceMapping(
    "stream",
    event_source_arn=transactions.stream_arn,
    function_name=processor.arn,
    starting_position="TRIM_HORIZON",
    batch_size=100,
    opts=ResourceOptions(depends_on=[allowed]),
)

api = apigateway.RestApi("api", name=f"plain-api-{suffix}", endpoint_configuration={"types": "REGIONAL"})
path = apigateway.Resource("path", rest_api=api.id, parent_id=api.root_resource_id, path_part="transactions")
method = apigateway.Method("method", rest_api=api.id, resource_id=path.id, http_method="POST", authorization="AWS_IAM")
integration = apigateway.Integration(
    "integration",
    rest_api=api.id,
    resource_id=path.id,
    http_method=method.http_method,
    type="AWS_PROXY",
    integration_http_method="POST",
    uri=ingestion.invoke_arn,
)
lambda_.Permission(
    "permission",
    action="lambda:InvokeFunction",
    function=ingestion.name,
    principal="apigateway.amazonaws.com",
    source_arn=pulumi.Output.concat(api.execution_arn, "/*/POST/transactions"),
)
deployment = apigateway.Deployment(
    "deployment", rest_api=api.id, triggers={"hash": "1"}, opts=ResourceOptions(depends_on=[integration])
)
stage = apigateway.Stage("stage", rest_api=api.id, deployment=deployment.id, stage_name="prod")

pulumi.export("api_endpoint", pulumi.Output.concat(stage.invoke_url, "/transactions"))
pulumi.export("transactions_table_name", transactions.name)
pulumi.export("fraud_scores_table_name", scores.name)
