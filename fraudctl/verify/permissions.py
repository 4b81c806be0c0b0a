"""Permissions as IAM itself judges them: of who verifies, and of each function's role."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fraudctl.adopt.find_functions import read_document
from fraudctl.observe.logs import function_names
from fraudctl.verify.check import CheckResult, StackCheck, failed, ok, run_check, warning
from fraudctl.verify.verified_stack import VerifiedStack

RIGHTS = {
    "client_policy_arn": "send transactions",
    "decide_policy_arn": "have them decided",
    "feedback_policy_arn": "label and review",
    "read_policy_arn": "read back",
    "profiles_policy_arn": "load and rebuild profiles",
    "strategies_policy_arn": "deploy strategies, keep lists",
}
"""By the export of a policy, what a person may do who has it."""

ALLOWED = "allowed"


def permission_checks(stack: VerifiedStack) -> Iterator[StackCheck]:
    """Yield a check for each right that a person may have, then one for each function's role."""
    for export, right in RIGHTS.items():
        yield run_check("permissions", f"you may {right}", lambda e=export: _own_right(stack, e))  # type: ignore[misc]
    for stage, name in function_names(stack.target).items():
        yield run_check("permissions", f"role of {stage}", lambda n=name: _role(stack, n))  # type: ignore[misc]


def _own_right(stack: VerifiedStack, export: str) -> CheckResult:
    caller = str(stack.target.client("sts").get_caller_identity()["Arn"])
    if caller.endswith(":root"):
        return ok("the account's root may do everything")
    client, arn = stack.target.client("iam"), str(stack.target.exports[export])
    version = client.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = client.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    denied = _denied(client, _principal(client, caller), read_document(document))
    if denied:
        return warning(f"you may not: {', '.join(denied)}", f"if you should, have {arn} attached")
    return ok(f"by what {arn.rpartition('/')[2]} allows")


def _role(stack: VerifiedStack, name: str) -> CheckResult:
    role = str(stack.target.client("lambda").get_function_configuration(FunctionName=name)["Role"])
    client, short = stack.target.client("iam"), role.rpartition("/")[2]
    documents = [
        read_document(client.get_role_policy(RoleName=short, PolicyName=each)["PolicyDocument"])
        for each in client.list_role_policies(RoleName=short)["PolicyNames"]
    ]
    actions = sum(len(_listed(each["Action"])) for document in documents for each in document["Statement"])
    if not actions:
        return failed(f"{short} has no policy of its own", "`pulumi up` gives it back")
    denied = sorted({each for document in documents for each in _denied(client, role, document)})
    if denied:
        advice = "a permissions boundary or a policy of the organization takes it away: let these allow it"
        return failed(f"granted, yet not allowed: {', '.join(denied)}", advice)
    return ok(f"all {actions} actions that it is granted are allowed")


def _principal(client: Any, caller: str) -> str:
    """Return the user or role behind a caller; a session's ARN does not have its role's path."""
    if ":assumed-role/" not in caller:
        return caller
    name = caller.split(":assumed-role/", 1)[1].split("/", 1)[0]
    return str(client.get_role(RoleName=name)["Role"]["Arn"])


def _denied(client: Any, principal: str, document: Mapping[str, Any]) -> list[str]:
    """Return the actions of a policy that IAM does not allow the principal on the policy's own resources."""
    denied = set[str]()
    for statement in document["Statement"]:
        pages = client.get_paginator("simulate_principal_policy").paginate(
            PolicySourceArn=principal,
            ActionNames=_listed(statement["Action"]),
            ResourceArns=_listed(statement["Resource"]),
        )
        results = [result for page in pages for result in page["EvaluationResults"]]
        denied |= {each["EvalActionName"] for each in results if each["EvalDecision"] != ALLOWED}
    return sorted(denied)


def _listed(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
