"""A permissions boundary that config names is on every role, and the functions work within it."""

import json
from http import HTTPStatus

from emulator.clients import Clients
from emulator.emulator import Emulator
from tests.pipeline.stack_calls import post_transaction
from tests.pipeline.unpolled_stack import deploy_unpolled

STAGES = ("ingestion", "decision", "processing", "scoring", "feedback")


def test_roles_have_the_boundary_on_the_embedded_aws_and_functions_work_within_it(emulator: Emulator) -> None:
    clients = Clients(emulator.endpoint, "us-east-1")
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    made = clients.iam.create_policy(PolicyName="boundary", PolicyDocument=json.dumps(everything))["Policy"]["Arn"]

    stack = deploy_unpolled(emulator, {"suffix": "bounded", "permissionsBoundary": made})

    for stage in STAGES:
        function = stack.target.exports[f"{stage}_function_name"]
        role = clients.lambda_.get_function_configuration(FunctionName=function)["Role"].rpartition("/")[2]
        boundary = clients.iam.get_role(RoleName=role)["Role"]["PermissionsBoundary"]
        assert boundary["PermissionsBoundaryArn"] == made
    assert post_transaction(stack, {"transaction_id": "within-bounds"}).status == HTTPStatus.OK
    clients.close()
