"""Every right of every role is needed, and none reaches further than the design says."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import boto3
import pytest
from botocore.exceptions import ClientError

from fraudctl.local.clients import Clients
from fraudctl.local.running import LocalStack
from fraudctl.local.streams.trouble import StreamPollerError
from tests.pipeline.duties import Duties
from tests.pipeline.rights import EVERYWHERE, FORBIDDEN, resources, rights

STAGES = ("ingestion", "processing", "scoring")
REFUSED = (AssertionError, ClientError, StreamPollerError)


class Unprovable(NamedTuple):
    """A right that the emulator does not ask for: why it is needed, and where AWS says so."""

    reason: str
    documented: str


UNPROVABLE = {
    "logs:CreateLogStream": Unprovable(
        "the emulator writes the functions' logs itself", "Lambda developer guide, 'Defining permissions with roles'"
    ),
    "logs:PutLogEvents": Unprovable(
        "the emulator writes the functions' logs itself", "Lambda developer guide, 'Defining permissions with roles'"
    ),
    "xray:PutTraceSegments": Unprovable(
        "the emulator has no X-Ray", "Lambda developer guide, 'Visualize invocations using AWS X-Ray'"
    ),
    "xray:PutTelemetryRecords": Unprovable(
        "the emulator has no X-Ray", "Lambda developer guide, 'Visualize invocations using AWS X-Ray'"
    ),
    "dynamodb:ListStreams": Unprovable(
        "Lambda lists streams where it makes a mapping, which here our own poller does without",
        "Lambda developer guide, 'Process DynamoDB records with Lambda', execution role permissions",
    ),
    "kms:Decrypt": Unprovable(
        "the emulator stores in clear", "DynamoDB and SQS developer guides, 'Encryption at rest' and 'Key management'"
    ),
    "kms:GenerateDataKey*": Unprovable(
        "the emulator stores in clear", "SQS and SNS developer guides, 'Key management', permissions of producers"
    ),
}
UNPROVABLE_OF_ONE = {
    ("scoring", "sqs:SendMessage"): Unprovable(
        "Lambda's own send to a dead-letter queue is not judged by the emulator",
        "Lambda developer guide, 'Capturing records of Lambda asynchronous invocations', dead-letter queues",
    ),
}


@pytest.fixture(scope="module")
def aws(guarded: LocalStack) -> Iterator[Clients]:
    clients = Clients(guarded.target.emulator or "", guarded.target.region)
    yield clients
    clients.close()


@pytest.fixture(scope="module")
def duties(guarded: LocalStack, aws: Clients) -> Duties:
    made = Duties(guarded, aws)
    for stage in STAGES:
        for duty in made.of[stage]:
            duty()  # whoever cannot do it with every right proves nothing without one
    return made


def failed(duties: Duties, stage: str) -> bool:
    for duty in duties.of[stage]:
        try:
            duty()
        except REFUSED:
            return True
    return False


@contextlib.contextmanager
def without(aws: Clients, role: str, action: str) -> Iterator[None]:
    """The role's policy lacks an action as long as the block lasts."""
    (name,) = aws.iam.list_role_policies(RoleName=role)["PolicyNames"]
    whole: Any = aws.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    left = [
        {**each, "Action": kept}
        for each in whole["Statement"]
        if (kept := [one for one in each["Action"] if one != action])
    ]
    changed = json.dumps({**whole, "Statement": left})
    aws.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=changed)
    try:
        yield
    finally:
        aws.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(whole))


@pytest.mark.parametrize("stage", STAGES)
def test_without_any_one_of_its_actions_a_role_cannot_do_its_duties(duties: Duties, aws: Clients, stage: str) -> None:
    role = duties.role(stage)
    for action in sorted({right.action for right in rights(aws, role)}):
        if action in UNPROVABLE or (stage, action) in UNPROVABLE_OF_ONE:
            continue
        with without(aws, role, action):
            assert failed(duties, stage), f"{role} may {action}, which nothing needs"
    assert not failed(duties, stage)


def test_the_exceptions_are_rights_that_are_granted(duties: Duties, aws: Clients) -> None:
    granted = {(stage, right.action) for stage in STAGES for right in rights(aws, duties.role(stage))}

    assert set(UNPROVABLE) <= {action for _, action in granted}
    assert set(UNPROVABLE_OF_ONE) <= granted


@pytest.mark.parametrize("stage", STAGES)
def test_a_role_names_its_resources_and_its_actions(duties: Duties, aws: Clients, stage: str) -> None:
    for right in rights(aws, duties.role(stage)):
        assert right.action == "kms:GenerateDataKey*" or "*" not in right.action
        assert right.resource != "*" or right.action.startswith("xray:")


@pytest.mark.parametrize("stage", STAGES)
def test_a_role_may_do_on_each_resource_what_the_design_says_and_nothing_else(
    duties: Duties, aws: Clients, guarded: LocalStack, stage: str
) -> None:
    places = resources(guarded)
    expected = {(action, places[place]) for place, actions in EVERYWHERE[stage].items() for action in actions}
    asked = sorted({action for each in EVERYWHERE.values() for actions in each.values() for action in actions})
    actions, allowed = [*asked, *FORBIDDEN], set()
    for arn in places.values():  # one at a time: asked for several, the emulator answers for the first
        results = aws.iam.simulate_principal_policy(
            PolicySourceArn=duties.role_arn(stage), ActionNames=actions, ResourceArns=[arn]
        )["EvaluationResults"]
        assert [each["EvalActionName"] for each in results] == actions
        allowed |= {(each["EvalActionName"], arn) for each in results if each["EvalDecision"] == "allowed"}

    assert {pair for pair in allowed if not pair[0].startswith("xray:")} == expected


class Reach(NamedTuple):
    """A call beyond a role's own resources or actions."""

    stage: str
    service: Any
    call: str
    arguments: dict[str, Any]


@pytest.mark.parametrize(
    "reach",
    [
        Reach("ingestion", "dynamodb", "put_item", {"TableName": "fraud-scores-guarded", "Item": {}}),
        Reach("ingestion", "dynamodb", "scan", {"TableName": "transactions-guarded"}),
        Reach("ingestion", "dynamodb", "put_item", {"TableName": "transactions-other", "Item": {}}),
        Reach("ingestion", "lambda", "invoke", {"FunctionName": "fraud-scorer-guarded"}),
        Reach("processing", "lambda", "invoke", {"FunctionName": "transaction-ingestion-guarded"}),
        Reach("processing", "dynamodb", "query", {"TableName": "transactions-guarded"}),
        Reach("scoring", "dynamodb", "delete_item", {"TableName": "fraud-scores-guarded", "Key": {}}),
        Reach("scoring", "sns", "publish", {"TopicArn": "arn:aws:sns:us-east-1:000000000000:other", "Message": "x"}),
        Reach("scoring", "sqs", "receive_message", {"QueueUrl": "/000000000000/fraud-scorer-dlq-guarded"}),
    ],
    ids=lambda reach: f"{reach.stage} {reach.call} {next(iter(reach.arguments.values()))}",
)
def test_a_role_that_reaches_further_is_denied(duties: Duties, aws: Clients, reach: Reach) -> None:
    session = aws.sts.assume_role(RoleArn=duties.role_arn(reach.stage), RoleSessionName="reaching")["Credentials"]
    client = boto3.client(
        reach.service,
        endpoint_url=aws.endpoint,
        region_name=aws.region,
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )

    with contextlib.closing(client), pytest.raises(ClientError) as raised:
        getattr(client, reach.call)(**reach.arguments)

    assert raised.value.response["Error"]["Code"] in {"AccessDenied", "AccessDeniedException", "AuthorizationError"}
