"""The roles that GitHub takes trust one repository's environment, and may change one stack alone."""

import json
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest

from emulator.program.dry_run import dry_run
from emulator.program.monitor import Resource
from tests.github.template import resources

MANAGED_POLICY_LIMIT = 6144
"""Characters without blanks; IAM's quota."""
ARNS = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "cloudwatch:us-east-1:123456789012:alarm:{alarmName}",
    "aws:cloudwatch/dashboard:Dashboard": "cloudwatch::123456789012:dashboard/{dashboardName}",
    "aws:cloudwatch/eventRule:EventRule": "events:us-east-1:123456789012:rule/{name}",
    "aws:cloudwatch/logGroup:LogGroup": "logs:us-east-1:123456789012:log-group:{name}",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "cloudwatch:us-east-1:123456789012:alarm:{name}",
    "aws:dynamodb/table:Table": "dynamodb:us-east-1:123456789012:table/{name}",
    "aws:iam/policy:Policy": "iam::123456789012:policy/{name}",
    "aws:iam/role:Role": "iam::123456789012:role/{name}",
    "aws:kms/alias:Alias": "kms:us-east-1:123456789012:{name}",
    "aws:lambda/function:Function": "lambda:us-east-1:123456789012:function:{name}",
    "aws:lambda/layerVersion:LayerVersion": "lambda:us-east-1:123456789012:layer:{layerName}:1",
    "aws:sns/topic:Topic": "sns:us-east-1:123456789012:{name}",
    "aws:sqs/queue:Queue": "sqs:us-east-1:123456789012:{name}",
}


def policies(stack: str) -> dict[str, dict[str, Any]]:
    """Return the policies of the role that deploys a stack."""
    found = resources("aws-stack.yaml", stack)
    return {name: each["PolicyDocument"] for name, each in found.items() if "PolicyDocument" in each}


def statements(stack: str) -> Iterator[dict[str, Any]]:
    for document in policies(stack).values():
        yield from document["Statement"]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@cache
def all_resources(stack: str) -> Sequence[Resource]:
    """Return a stack's resources with every optional one switched on."""
    webhooks = '[{"url": "https://shop.example.com"}]'
    switches = ("accessLogs", "customerManagedKey", "fraudDetectorApi")
    settings = {**dict.fromkeys(switches, "true"), "webhooks": webhooks}
    emails = dict.fromkeys(("alertEmails", "operationsEmails"), '["somebody@example.com"]')
    return dry_run(stack, settings | emails).resources


def named(resource: Resource) -> str | None:
    """Return the ARN of a resource that has a name of its own, None for a part of another."""
    return "arn:aws:" + ARNS[resource.type].format(**resource.inputs) if resource.type in ARNS else None


def allowing(stack: str, arn: str) -> list[str]:
    """Return the statements by which a stack's role may change something by its name.

    Those that only look are left out, and those that reach all there is: what these allow is bound by a condition.
    """
    named_only = [each for each in statements(stack) if each["Resource"] != "*" and not each["Sid"].startswith("See")]
    return [each["Sid"] for each in named_only if any(fnmatchcase(arn, one) for one in listed(each["Resource"]))]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_role_of_a_stack_reaches_everything_that_it_names(stack: str) -> None:
    arns = {named(resource) for resource in all_resources(stack) if resource.custom} - {None}
    assert arns
    assert {arn for arn in arns if not allowing(stack, str(arn))} == set()


@pytest.mark.parametrize(("stack", "other"), [("dev", "prod"), ("prod", "dev")])
def test_the_role_of_a_stack_reaches_nothing_of_another(stack: str, other: str) -> None:
    arns = {named(resource) for resource in all_resources(other) if resource.custom} - {None}
    assert {arn for arn in arns if allowing(stack, str(arn))} == set()


def test_what_has_no_resource_of_its_own_is_bound_by_a_condition() -> None:
    for each in statements("dev"):
        if each["Resource"] == "*" and not each["Sid"].startswith("See"):
            assert "dev" in json.dumps(each["Condition"]), each["Sid"]


def test_looking_everywhere_changes_nothing() -> None:
    for each in statements("dev"):
        if each["Sid"].startswith("See"):
            for action in listed(each["Action"]):
                assert re.match(r"\w+:(Describe|Get|List)", action), action


def test_every_service_of_the_program_is_reached() -> None:
    services = {resource.type.split(":")[1].split("/")[0] for resource in all_resources("prod") if resource.custom}
    actions = {action.split(":")[0] for each in statements("prod") for action in listed(each["Action"])}
    assert services <= actions


def test_a_role_may_read_and_write_the_state_of_its_stack_alone() -> None:
    kept = [each for each in statements("dev") if "s3:PutObject" in listed(each["Action"])]
    patterns = [pattern for each in kept for pattern in each["Resource"]]
    state = "arn:aws:s3:::the-state/.pulumi"
    ours = ["stacks/fraud-detection/{}.json", "locks/organization/fraud-detection/{}/1.json"]
    ours += ["history/fraud-detection/{}/1.checkpoint.json", "backups/fraud-detection/{}/1.json"]
    for path in ours:
        assert any(fnmatchcase(f"{state}/{path.format('dev')}", pattern) for pattern in patterns), path
        assert not any(fnmatchcase(f"{state}/{path.format('prod')}", pattern) for pattern in patterns), path


def test_a_managed_policy_is_no_longer_than_iam_takes() -> None:
    for name, document in policies("production-eu-west-1").items():
        assert len(json.dumps(document, separators=(",", ":"))) <= MANAGED_POLICY_LIMIT, name


def test_each_role_trusts_this_repository_and_one_of_its_places() -> None:
    roles = {"aws.yaml": ("PreviewRole", "pull_request"), "aws-stack.yaml": ("Role", "environment:dev")}
    for file, (role, place) in roles.items():
        (trust,) = resources(file, "dev")[role]["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Condition"] == {
            "StringEquals": {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": f"repo:OWNER/NAME:{place}",
            }
        }
        assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"


def test_the_preview_role_may_read_the_state_and_nothing_else() -> None:
    role = resources("aws.yaml")["PreviewRole"]
    assert "ManagedPolicyArns" not in role
    (policy,) = role["Policies"]
    allowed = {each["Action"]: each["Resource"] for each in policy["PolicyDocument"]["Statement"]}
    assert allowed == {"s3:ListBucket": "arn:aws:s3:::the-state", "s3:GetObject": "arn:aws:s3:::the-state/*"}


def test_the_state_is_kept_encrypted_private_and_with_its_past() -> None:
    bucket = resources("aws.yaml")["State"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
