"""The rights of the role by which GitHub deploys a stack are enough for that stack, and not for another."""

from collections.abc import Iterator
from typing import Any

import pytest

from emulator import deployment
from emulator.aws_session import isolated_session
from emulator.clients import Clients
from emulator.deployment import ACCOUNT, deploy
from emulator.emulator import PROJECT, Emulator
from emulator.errors import DeploymentFailedError
from tests.pipeline.principals import Member, member

REGION = "us-east-1"
TEMPLATE = PROJECT / ".github" / "aws-stack.yaml"
STACK = "deployed"
UNPROVABLE = dict.fromkeys(
    (
        *("cloudwatch:PutDashboard", "iam:CreatePolicy", "kms:CreateAlias", "lambda:CreateFunction"),
        *("events:PutRule", "events:PutTargets"),
    ),
    "*",
)
"""Actions whose request has the name in its body, which the embedded AWS does not read, or by an ARN of its own."""
EVERYTHING = {
    "accessLogs": "true",
    "alertEmails": '["somebody@example.com"]',
    "customerManagedKey": "true",
    "decisionProvisionedConcurrency": "1",
    "fraudDetectorApi": "true",
    "operationsEmails": '["somebody@example.com"]',
    "webhooks": '[{"url": "http://127.0.0.1:9/"}]',
}


class AsMember(Clients):
    """Clients that act as a member of the account."""

    def __init__(self, who: Member) -> None:
        super().__init__(who.endpoint, who.region)
        self._who, self._own = who, dict[str, Any]()

    def _client(self, service: str) -> Any:
        if service not in self._own:
            self._own[service] = self._who.client(service)
        return self._own[service]


@pytest.fixture(scope="module")
def role_policies(emulator: Emulator) -> list[str]:
    """Return the ARNs of the role's policies, made from the template."""
    formation = isolated_session(REGION).client("cloudformation", endpoint_url=emulator.endpoint)
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    values = {"Repository": "OWNER/NAME", "Stack": STACK, "Bucket": "state", "Provider": provider}
    formation.create_stack(
        StackName="github",
        TemplateBody=TEMPLATE.read_text(encoding="utf-8"),
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()],
    )
    formation.get_waiter("stack_create_complete").wait(StackName="github", WaiterConfig={"Delay": 1})
    made = formation.describe_stack_resources(StackName="github")["StackResources"]
    return [each["PhysicalResourceId"] for each in made if each["ResourceType"] == "AWS::IAM::ManagedPolicy"]


@pytest.fixture
def as_role(emulator: Emulator, role_policies: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have deployments act as a member with the role's policies, which the embedded AWS enforces."""
    root = Clients(emulator.endpoint, REGION)
    with member(root, "github-deployer", allowed=UNPROVABLE, attached=role_policies) as who:
        monkeypatch.setattr(deployment, "Clients", lambda _endpoint, _region: AsMember(who))
        yield
    root.close()


@pytest.mark.usefixtures("as_role")
def test_the_role_is_enough_for_its_stack(emulator: Emulator) -> None:
    made = deploy(emulator, "dev", {"suffix": STACK, **EVERYTHING})
    assert made.exports["api_endpoint"]


@pytest.mark.usefixtures("as_role")
def test_the_role_is_not_enough_for_another(emulator: Emulator) -> None:
    with pytest.raises(DeploymentFailedError, match="is not authorized to perform"):
        deploy(emulator, "dev", {"suffix": "another"})
