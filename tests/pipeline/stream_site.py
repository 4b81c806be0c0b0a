"""A table with a stream, a function that fails on demand, a queue, and a role with no more rights than needed."""

import dataclasses
import io
import json
import zipfile
from collections.abc import Sequence
from itertools import count
from typing import Any

from emulator.clients import Clients
from emulator.streams import InvocationResult, StreamMapping, StreamPoller, StreamRecord

REGION = "eu-west-1"
HANDLER = """
def handler(event, context):
    ids = [record["dynamodb"]["Keys"]["id"]["S"] for record in event["Records"]]
    print("records", len(ids))
    if any(name.startswith("raise") for name in ids):
        raise ValueError("poison")
    failed = [r for r, name in zip(event["Records"], ids) if name.startswith("report")]
    return {"batchItemFailures": [{"itemIdentifier": r["dynamodb"]["SequenceNumber"]} for r in failed]}
"""
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}},
    ],
}
READ_STREAM = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
names = (f"streams-{number}" for number in count(1))


@dataclasses.dataclass
class StreamSite:
    """A table with a stream, a function, a queue, and a poller's observations."""

    aws: Clients
    name: str
    mapping: StreamMapping
    queue_url: str
    batches: list[list[str]] = dataclasses.field(default_factory=list)
    events: list[Any] = dataclasses.field(default_factory=list)

    def poller(self, **changes: Any) -> StreamPoller:
        return StreamPoller(
            dataclasses.replace(self.mapping, **changes),
            endpoint_url=self.aws.endpoint,
            region=REGION,
            on_batch=self.observe,
        )

    def observe(self, records: Sequence[StreamRecord], _outcome: InvocationResult, seconds: float) -> None:
        assert seconds > 0
        self.events += [record.event for record in records]
        self.batches.append([record.event["dynamodb"]["Keys"]["id"]["S"] for record in records])

    def put(self, *ids: str) -> None:
        for name in ids:
            self.aws.dynamodb.put_item(
                TableName=self.name, Item={"id": {"S": name}, "amount": {"N": "12.1"}, "seal": {"B": b"foobar"}}
            )

    def dead_letters(self) -> list[Any]:
        received = self.aws.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in received.get("Messages", [])]

    def forbid(self, *actions: str) -> None:
        left = [action for action in [*READ_STREAM, "sqs:SendMessage"] if action not in actions]
        allow_role(self.aws, self.name, left, [self.mapping.stream_arn, str(self.mapping.on_failure_queue_arn)])


def make_site(aws: Clients) -> StreamSite:
    """Make all of it anew, under a name of its own."""
    name = next(names)
    stream = aws.dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]["LatestStreamArn"]
    queue = aws.sqs.create_queue(QueueName=name)["QueueUrl"]
    queue_arn = aws.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    mapping = StreamMapping(
        function_name=name,
        stream_arn=stream,
        batch_size=100,
        maximum_retry_attempts=1,
        maximum_record_age_seconds=3600,
        bisect_on_error=True,
        report_batch_item_failures=True,
        on_failure_queue_arn=queue_arn,
        starting_position="TRIM_HORIZON",
        batching_window_seconds=0,
    )
    role = aws.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    allow_role(aws, name, [*READ_STREAM, "sqs:SendMessage"], [stream, queue_arn])
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("app.py", HANDLER)
    aws.lambda_.create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.13",
        Handler="app.handler",
        Code={"ZipFile": archive.getvalue()},
        Timeout=10,
    )
    return StreamSite(aws=aws, name=name, mapping=mapping, queue_url=queue)


def allow_role(aws: Clients, role: str, actions: list[str], resources: list[str]) -> None:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    aws.iam.put_role_policy(RoleName=role, PolicyName="mapping", PolicyDocument=json.dumps(document))
