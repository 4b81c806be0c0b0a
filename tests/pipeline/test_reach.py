"""No role reaches further than the design says: not to other actions, tables, topics, functions, nor out of Lambda."""

from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

from emulator.clients import Clients
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.duties import STAGES, role_arn
from tests.pipeline.principals import DENIED, assumed, member
from tests.pipeline.rights import EVERYWHERE, FORBIDDEN, allowed_rights, resource_arns


@pytest.mark.parametrize("stage", STAGES)
def test_a_role_names_its_resources_and_its_actions(guarded: LocalStack, account_clients: Clients, stage: str) -> None:
    for right in allowed_rights(account_clients, role_arn(guarded, account_clients, stage).rpartition("/")[2]):
        assert right.action == "kms:GenerateDataKey*" or "*" not in right.action
        assert right.resource != "*" or right.action.startswith("xray:")


@pytest.mark.parametrize("stage", STAGES)
def test_a_role_may_do_on_each_resource_what_the_design_says_and_nothing_else(
    guarded: LocalStack, account_clients: Clients, stage: str
) -> None:
    places = resource_arns(guarded)
    expected = {(action, places[place]) for place, actions in EVERYWHERE[stage].items() for action in actions}
    granted = {action for each in EVERYWHERE.values() for actions in each.values() for action in actions}
    asked, allowed = [*sorted(granted), *FORBIDDEN], set()
    for arn in places.values():  # one at a time: asked for several, the emulator answers for the first
        results = account_clients.iam.simulate_principal_policy(
            PolicySourceArn=role_arn(guarded, account_clients, stage), ActionNames=asked, ResourceArns=[arn]
        )["EvaluationResults"]
        assert [each["EvalActionName"] for each in results] == asked
        allowed |= {(each["EvalActionName"], arn) for each in results if each["EvalDecision"] == "allowed"}

    assert allowed == expected


SCORE, PROFILE = {"transaction_id": {"S": "x"}}, {"entity": {"S": "profile#customer#x"}}
CLAIM = {"key": {"S": "id#x"}}
ACTIVE = {"kind": {"S": "pointer"}, "id": {"S": "active"}}
TRANSACTION = {**SCORE, "timestamp": {"N": "1"}}
"""Keys of each table's items."""


class Reach(NamedTuple):
    """A call beyond a role's own resources or actions."""

    stage: str
    service: Any
    call: str
    arguments: dict[str, Any]


@pytest.mark.parametrize(
    "reach",
    [
        Reach("ingestion", "dynamodb", "put_item", {"TableName": "fraud-scores-guarded", "Item": SCORE}),
        Reach("ingestion", "dynamodb", "scan", {"TableName": "transactions-guarded"}),
        Reach("ingestion", "dynamodb", "put_item", {"TableName": "transactions-other", "Item": TRANSACTION}),
        Reach("ingestion", "lambda", "invoke", {"FunctionName": "fraud-scorer-guarded"}),
        Reach("ingestion", "dynamodb", "put_item", {"TableName": "fraud-decisions-guarded", "Item": CLAIM}),
        Reach("decision", "dynamodb", "delete_item", {"TableName": "fraud-decisions-guarded", "Key": CLAIM}),
        Reach("decision", "dynamodb", "put_item", {"TableName": "fraud-scores-guarded", "Item": SCORE}),
        Reach("decision", "dynamodb", "put_item", {"TableName": "fraud-profiles-guarded", "Item": PROFILE}),
        Reach("decision", "dynamodb", "put_item", {"TableName": "transactions-other", "Item": TRANSACTION}),
        *(
            Reach(stage, "dynamodb", "put_item", {"TableName": "fraud-strategies-guarded", "Item": ACTIVE})
            for stage in STAGES
        ),
        Reach("decision", "dynamodb", "delete_item", {"TableName": "fraud-strategies-guarded", "Key": ACTIVE}),
        Reach("ingestion", "dynamodb", "get_item", {"TableName": "fraud-strategies-guarded", "Key": ACTIVE}),
        Reach("scoring", "dynamodb", "scan", {"TableName": "fraud-strategies-guarded"}),
        Reach("scoring", "dynamodb", "get_item", {"TableName": "fraud-strategies-other", "Key": ACTIVE}),
        Reach("decision", "lambda", "invoke", {"FunctionName": "fraud-scorer-guarded"}),
        Reach("decision", "sqs", "receive_message", {"QueueUrl": "/000000000000/transaction-ingestion-dlq-guarded"}),
        Reach("processing", "lambda", "invoke", {"FunctionName": "transaction-ingestion-guarded"}),
        Reach("processing", "dynamodb", "query", {"TableName": "transactions-guarded"}),
        Reach("scoring", "dynamodb", "delete_item", {"TableName": "fraud-scores-guarded", "Key": SCORE}),
        Reach("scoring", "dynamodb", "put_item", {"TableName": "fraud-decisions-guarded", "Item": CLAIM}),
        Reach("scoring", "dynamodb", "scan", {"TableName": "fraud-profiles-guarded"}),
        Reach("scoring", "dynamodb", "update_item", {"TableName": "fraud-profiles-guarded", "Key": PROFILE}),
        Reach("ingestion", "dynamodb", "query", {"TableName": "fraud-profiles-guarded"}),
        Reach("processing", "dynamodb", "put_item", {"TableName": "fraud-profiles-guarded", "Item": PROFILE}),
        Reach("scoring", "sns", "publish", {"TopicArn": "arn:aws:sns:us-east-1:000000000000:other", "Message": "x"}),
        Reach("scoring", "sqs", "receive_message", {"QueueUrl": "/000000000000/fraud-scorer-dlq-guarded"}),
    ],
    ids=lambda reach: f"{reach.stage} {reach.call} {next(iter(reach.arguments.values()))}",
)
def test_a_call_that_reaches_further_is_denied(guarded: LocalStack, account_clients: Clients, reach: Reach) -> None:
    arn = role_arn(guarded, account_clients, reach.stage)

    with assumed(account_clients, arn, reach.service) as client, pytest.raises(ClientError) as raised:
        getattr(client, reach.call)(**reach.arguments)

    assert raised.value.response["Error"]["Code"] in DENIED


@pytest.mark.parametrize("stage", STAGES)
def test_nobody_takes_a_role_out_of_its_function(guarded: LocalStack, account_clients: Clients, stage: str) -> None:
    arn = role_arn(guarded, account_clients, stage)
    with (
        member(account_clients, "role-taker", allowed={"sts:*": "*"}) as taker,
        pytest.raises(ClientError) as raised,
    ):
        taker.client("sts").assume_role(RoleArn=arn, RoleSessionName="outside")

    assert raised.value.response["Error"]["Code"] in DENIED
