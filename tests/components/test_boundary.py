"""Accounts that demand a permissions boundary get it on every role that the program makes, now or later."""

import json
from pathlib import Path

import pulumi
import pytest

from components.compute.code import PROJECT
from tests.components.small_program import made_by
from tests.components.stacks import DryRunStack, dry_run_stack
from tests.components.test_settings import load

BOUNDARY = "arn:aws:iam::123456789012:policy/platform/Boundary"

LATER = f"""
import pulumi
from pulumi_aws import iam, sqs
from components.tags import set_permissions_boundary

pulumi.runtime.register_stack_transformation(set_permissions_boundary("{BOUNDARY}"))
iam.Role("plain", assume_role_policy="{{}}")
iam.Role("with-own", assume_role_policy="{{}}", permissions_boundary="arn:aws:iam::aws:policy/ReadOnlyAccess")
sqs.Queue("queue")

class Box(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("test:index:Box", "box", {{}})
        iam.Role("inner", assume_role_policy="{{}}", opts=pulumi.ResourceOptions(parent=self))

Box()
"""


def test_every_role_has_the_boundary_that_config_names() -> None:
    roles = dry_run_stack("dev", permissionsBoundary=BOUNDARY).all("iam/role:Role")

    assert {each.inputs.get("permissionsBoundary") for each in roles} == {BOUNDARY}


def test_a_role_of_a_component_to_come_has_it_and_one_with_its_own_keeps_that(tmp_path: Path) -> None:
    made = made_by(LATER, tmp_path)

    assert made["plain"].inputs["permissionsBoundary"] == made["inner"].inputs["permissionsBoundary"] == BOUNDARY
    assert made["with-own"].inputs["permissionsBoundary"] == "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert "permissionsBoundary" not in made["queue"].inputs


def test_without_one_roles_have_none_and_nothing_else_changes(dev: DryRunStack) -> None:
    bounded = {each.urn: each.inputs for each in dry_run_stack("dev", permissionsBoundary=BOUNDARY).made}

    assert not [each for each in dev.made if "permissionsBoundary" in each.inputs]
    changed = {each.name for each in dev.made if _without_code(each.inputs) != _without_code(bounded[each.urn])}
    assert changed == {each.name for each in dev.all("iam/role:Role")}


def _without_code(inputs: object) -> object:
    return {key: value for key, value in inputs.items() if key != "code"} if isinstance(inputs, dict) else inputs


@pytest.mark.parametrize(
    "arn",
    [
        "",
        BOUNDARY,
        "arn:aws:iam::aws:policy/PowerUserAccess",
        "arn:aws-cn:iam::123456789012:policy/Boundary",
        "arn:aws-us-gov:iam::123456789012:policy/a/b/Boundary_1+=,.@-x",
    ],
)
def test_it_is_the_arn_of_a_policy_or_empty(arn: str) -> None:
    assert load(permissionsBoundary=arn).permissions_boundary == arn


@pytest.mark.parametrize(
    "wrong",
    ["Boundary", "arn:aws:iam::123456789012:role/Boundary", "arn:aws:iam::1234:policy/B", f"{BOUNDARY}\n", "none"],
)
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(
        pulumi.RunError, match=r"permissionsBoundary is .*: it must be the ARN of an IAM policy, or empty"
    ):
        load(permissionsBoundary=wrong)


def test_the_documents_list_of_what_a_boundary_must_allow_is_complete(prod: DryRunStack) -> None:
    listed = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8").partition("`permissionsBoundary`")[2]
    listed = listed.partition("## Encryption")[0]
    actions = {
        action
        for policy in prod.all("iam/rolePolicy:RolePolicy")
        for statement in json.loads(policy.inputs["policy"])["Statement"]
        for action in statement["Action"]
    }

    assert not [each for each in actions if each.rstrip("*") not in listed and each.rpartition(":")[2] not in listed]
