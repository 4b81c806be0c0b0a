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
        policy=identity_policy([_grant(stage, "Send", "POST", "/transactions", "/transactions/batch")]),
        opts=opts,
    )


def decide_policy(name: str, context: Context, stage: apigateway.Stage, opts: ResourceOptions) -> iam.Policy:
    """Make the policy of those who ask for decisions on transactions, which are stored with them."""
    return iam.Policy(
        f"{name}-decide-clients",
        name=context.physical_name("fraud-decide-client"),
        description="To attach to those who may have transactions decided; allows nothing else.",
        policy=identity_policy([_grant(stage, "Decide", "POST", "/decisions")]),
        opts=opts,
    )


def feedback_policy(name: str, context: Context, stage: apigateway.Stage, opts: ResourceOptions) -> iam.Policy:
    """Make the policy of those who label transactions, and decide on their reviews."""
    return iam.Policy(
        f"{name}-feedback-clients",
        name=context.physical_name("fraud-feedback-client"),
        description="To attach to those who may label transactions; allows nothing else.",
        policy=identity_policy(
            [_grant(stage, "Label", "POST", "/labels"), _grant(stage, "Review", "POST", "/reviews")]
        ),
        opts=opts,
    )


def read_policy(name: str, context: Context, stage: apigateway.Stage, opts: ResourceOptions) -> iam.Policy:
    """Make the policy of those who read back what was decided, alerted, reviewed and learnt."""
    routes = ("/transactions", "/transactions/*", "/alerts", "/reviews", "/entities")
    return iam.Policy(
        f"{name}-read-clients",
        name=context.physical_name("fraud-read-client"),
        description="To attach to those who may read decisions, alerts, reviews and entities; allows nothing else.",
        policy=identity_policy([_grant(stage, "Read", "GET", *routes)]),
        opts=opts,
    )


def fraud_detector_policy(name: str, context: Context, stage: apigateway.Stage, opts: ResourceOptions) -> iam.Policy:
    """Make the policy of clients of Amazon Fraud Detector: one path is one right, for all their operations."""
    return iam.Policy(
        f"{name}-fraud-detector-clients",
        name=context.physical_name("fraud-detector-client"),
        description="To attach to clients of Amazon Fraud Detector: they may decide, send, label and read events.",
        policy=identity_policy([_grant(stage, "FraudDetector", "POST", "/frauddetector")]),
        opts=opts,
    )


def _grant(stage: apigateway.Stage, name: str, verb: str, *paths: str) -> Grant:
    """Allow to call these routes of the stage."""
    routes = [Output.concat(stage.execution_arn, f"/{verb}", path) for path in paths]
    return Grant(name=name, actions=("execute-api:Invoke",), resources=tuple(routes))
