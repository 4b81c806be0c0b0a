"""The managed policies of those who call the API, one for each right."""

from pulumi import Output, ResourceOptions
from pulumi_aws import apigateway, iam

from components.context import Context
from components.grants import Grant, identity_policy


def clients_policy(name: str, context: Context, stage: apigateway.Stage, opts: ResourceOptions) -> iam.Policy:
    """Make the policy of those who send transactions."""
    return iam.Policy(
        f"{name}-clients",
        name=context.physical_name("fraud-detection-client"),
        description="To attach to those who may send transactions; allows nothing else.",
        policy=identity_policy([_grant(stage, "Send", "/transactions", "/transactions/batch")]),
        opts=opts,
    )


def decide_policy(name: str, context: Context, stage: apigateway.Stage, opts: ResourceOptions) -> iam.Policy:
    """Make the policy of those who ask for decisions on transactions, which are stored with them."""
    return iam.Policy(
        f"{name}-decide-clients",
        name=context.physical_name("fraud-decide-client"),
        description="To attach to those who may have transactions decided; allows nothing else.",
        policy=identity_policy([_grant(stage, "Decide", "/decisions")]),
        opts=opts,
    )


def feedback_policy(name: str, context: Context, stage: apigateway.Stage, opts: ResourceOptions) -> iam.Policy:
    """Make the policy of those who label transactions."""
    return iam.Policy(
        f"{name}-feedback-clients",
        name=context.physical_name("fraud-feedback-client"),
        description="To attach to those who may label transactions; allows nothing else.",
        policy=identity_policy([_grant(stage, "Label", "/labels")]),
        opts=opts,
    )


def _grant(stage: apigateway.Stage, name: str, *paths: str) -> Grant:
    """Allow to call these routes of the stage."""
    routes = [Output.concat(stage.execution_arn, "/POST", path) for path in paths]
    return Grant(name=name, actions=("execute-api:Invoke",), resources=tuple(routes))
