"""Instances kept warm: of a published version, behind an alias that the API calls, where config asks for them."""

import pytest

from tests.components.stacks import DryRunStack, arn

FUNCTION, ALIAS = "lambda/function:Function", "lambda/alias:Alias"
PROVISIONED = "lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig"

LIVE = arn("lambda", "function:transaction-decision-dev:live")


def test_without_it_there_is_no_version_and_no_alias(stack: DryRunStack) -> None:
    assert not [*stack.all(ALIAS), *stack.all(PROVISIONED)]
    assert not [each.name for each in stack.all(FUNCTION) if "publish" in each.inputs]
    assert not [each.name for each in stack.all("lambda/permission:Permission") if "qualifier" in each.inputs]


def test_only_decision_publishes_versions_and_its_alias_is_of_the_newest(warm: DryRunStack) -> None:
    assert [each.name for each in warm.all(FUNCTION) if each.inputs.get("publish")] == ["transaction-decision"]
    function, alias = warm.one(FUNCTION, "transaction-decision"), warm.one(ALIAS)

    assert dict(alias.inputs) == {
        "name": "live",
        "functionName": "transaction-decision-dev",
        "functionVersion": function.state["version"],
    }
    assert function.urn in alias.dependencies


def test_as_many_instances_as_configured_are_warm_behind_the_alias(warm: DryRunStack) -> None:
    assert dict(warm.one(PROVISIONED).inputs) == {
        "functionName": "transaction-decision-dev",
        "qualifier": "live",
        "provisionedConcurrentExecutions": 2,
    }
    assert warm.one(FUNCTION, "transaction-decision").inputs["reservedConcurrentExecutions"] == 6


def test_the_api_calls_the_alias_and_may_call_nothing_else_of_the_function(warm: DryRunStack) -> None:
    integration = warm.one("apigateway/integration:Integration", "decisions-route-integration")
    permissions = [each.inputs for each in warm.all("lambda/permission:Permission")]

    assert integration.inputs["uri"].endswith(f"/functions/{LIVE}/invocations")
    assert [each["qualifier"] for each in permissions if each["function"] == "transaction-decision-dev"] == ["live"]
    assert not [each for each in permissions if "qualifier" in each and each["function"] != "transaction-decision-dev"]


def test_turning_it_on_deploys_the_api_anew(dev: DryRunStack, warm: DryRunStack) -> None:
    triggers = [each.one("apigateway/deployment:Deployment").inputs["triggers"]["inputs"] for each in (dev, warm)]

    assert triggers[0] != triggers[1]


@pytest.mark.parametrize("output", ["decision_function_name", "decisions_endpoint"])
def test_nobody_else_notices(dev: DryRunStack, warm: DryRunStack, output: str) -> None:
    assert warm.run.exports[output] == dev.run.exports[output]
