"""Decisions of instances that are kept warm come through the alias, from a published version."""

from http import HTTPStatus

from emulator.emulator import Emulator
from tests.pipeline.stack_calls import post_transaction
from tests.pipeline.unpolled_stack import deploy_unpolled


def test_the_api_has_the_published_version_decide(emulator: Emulator) -> None:
    stack = deploy_unpolled(emulator, {"suffix": "warm", "decisionProvisionedConcurrency": "1"})

    answer = post_transaction(stack, {"transaction_id": "warm", "amount": 7}, endpoint="decisions_endpoint")

    assert (answer.status, answer.body.get("outcome")) == (HTTPStatus.OK, "approve")
    functions, name = stack.target.client("lambda"), stack.target.exports["decision_function_name"]
    assert functions.get_alias(FunctionName=name, Name="live")["FunctionVersion"] == "1"
