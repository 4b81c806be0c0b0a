"""The pipeline as the CDKTF version leaves it in an account: the same names, older ways, made with boto3."""

import io
import json
import zipfile
from typing import Any

from emulator.clients import Clients

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
ACCESS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}]}
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
FUNCTIONS = {
    "transaction-ingestion": ("transaction-ingestion-role", "transaction-ingestion-dlq", 256, 30),
    "transaction-processor": ("transaction-processor-role", "transaction-processor-dlq", 512, 60),
    "fraud-scorer": ("fraud-scorer-role", "fraud-scorer-dlq", 512, 60),
}


class EarlierDeployment:
    """Made on construction; knows the ids that AWS chose."""

    def __init__(self, clients: Clients, suffix: str, *, range_key: str = "timestamp") -> None:
        self.suffix = suffix
        self._clients = clients
        self.stream = self._tables(range_key)
        clients.sns.create_topic(Name=f"fraud-alerts-{suffix}")
        self.queues = {name: self._function(name, *parts) for name, parts in FUNCTIONS.items()}
        self.mapping = clients.lambda_.create_event_source_mapping(
            EventSourceArn=self.stream,
            FunctionName=f"transaction-processor-{suffix}",
            StartingPosition="LATEST",
            BatchSize=100,
            Enabled=False,
        )["UUID"]
        self.api, self.resource = self._api()

    def _tables(self, range_key: str) -> str:
        keys = {"transaction_id": "S", range_key: "N"}
        made = self._clients.dynamodb.create_table(
            TableName=f"transactions-{self.suffix}",
            BillingMode="PAY_PER_REQUEST",
            **_schema(keys),
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        self._clients.dynamodb.create_table(
            TableName=f"fraud-scores-{self.suffix}", BillingMode="PAY_PER_REQUEST", **_schema({"transaction_id": "S"})
        )
        return made["TableDescription"]["LatestStreamArn"]

    def _function(self, name: str, role: str, queue: str, memory: int, timeout: int) -> str:
        clients, suffix = self._clients, self.suffix
        url = clients.sqs.create_queue(QueueName=f"{queue}-{suffix}", Attributes={"MessageRetentionPeriod": "1209600"})[
            "QueueUrl"
        ]
        clients.iam.create_role(RoleName=f"{role}-{suffix}", AssumeRolePolicyDocument=json.dumps(TRUST))
        clients.iam.put_role_policy(
            RoleName=f"{role}-{suffix}", PolicyName="earlier-access", PolicyDocument=json.dumps(ACCESS)
        )
        clients.iam.attach_role_policy(RoleName=f"{role}-{suffix}", PolicyArn=BASIC)
        clients.lambda_.create_function(
            FunctionName=f"{name}-{suffix}",
            Role=f"arn:aws:iam::000000000000:role/{role}-{suffix}",
            Runtime="python3.12",
            Handler="index.handler",
            MemorySize=memory,
            Timeout=timeout,
            Code={"ZipFile": _code()},
        )
        clients.logs.create_log_group(logGroupName=f"/aws/lambda/{name}-{suffix}")
        clients.cloudwatch.put_metric_alarm(
            AlarmName=f"{name}-errors-{suffix}",
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Dimensions=[{"Name": "FunctionName", "Value": f"{name}-{suffix}"}],
            Statistic="Sum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=5,
            ComparisonOperator="GreaterThanThreshold",
        )
        return url

    def _api(self) -> tuple[str, str]:
        client, suffix = self._clients.apigateway, self.suffix
        made = client.create_rest_api(name=f"fraud-detection-api-{suffix}")
        api: str = made["id"]
        resource = client.create_resource(restApiId=api, parentId=made["rootResourceId"], pathPart="transactions")["id"]
        client.put_method(restApiId=api, resourceId=resource, httpMethod="POST", authorizationType="NONE")
        function = f"arn:aws:lambda:us-east-1:000000000000:function:transaction-ingestion-{suffix}"
        client.put_integration(
            restApiId=api,
            resourceId=resource,
            httpMethod="POST",
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations",
        )
        deployment = client.create_deployment(restApiId=api)["id"]
        client.create_stage(restApiId=api, stageName="prod", deploymentId=deployment)
        self._clients.lambda_.add_permission(
            FunctionName=f"transaction-ingestion-{suffix}",
            StatementId="earlier-invoke",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:us-east-1:000000000000:{api}/*/*",
        )
        return api, resource


def _schema(keys: dict[str, str]) -> dict[str, Any]:
    kinds = ["HASH", "RANGE"]
    return {
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": keys[name]} for name in keys],
        "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in zip(keys, kinds, strict=False)],
    }


def _code() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("index.py", "def handler(event, context):\n    return {}\n")
    return archive.getvalue()
