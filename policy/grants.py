"""Who may do what: each role the actions it needs, on the things it needs them for."""

import json
import re
from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs

from policy.check import given, resources_of, value
from policy.document import Allowance, allowed

ROLE = "aws:iam/role:Role"
WITHOUT_RESOURCES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
"""Actions that take no resource but "*": "Actions, resources, and condition keys for AWS X-Ray"."""

FAMILIES = {"kms:GenerateDataKey*"}
"""Actions that AWS documents as one, for who sends to an encrypted queue or topic: with and without the plain key."""

NAMED = re.compile(r"arn:[^:*?]+:[^:*?]+:[^:*?]*:[^:*?]*:([^*?]+|[a-z-]+[:/][^*?]*[^*?:/][:/]\*)")
"""A resource's full name, or a type and name with all that is below it: a log group's streams, a table's stream."""

SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
"""A service as principal, in any partition: a host's name, which neither an account's number nor an ARN is."""

BROAD = re.compile(r"arn:[^:]*:iam::aws:policy/(.*/)?(\w*FullAccess|AdministratorAccess|PowerUserAccess)")


@resources_of(
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    ROLE,
)
def no_wildcard_grants(grant: ResourceValidationArgs) -> Iterator[str]:
    """A role may do what is named, to what is named; only X-Ray knows no resource to name."""
    for attached in [value(grant.props, "policyArn") or "", *(value(grant.props, "managedPolicyArns") or ())]:
        if BROAD.fullmatch(attached):
            yield f"attaches {attached.rpartition('/')[2]}; grant the actions that are needed"
    inline = [value(each, "policy") for each in value(grant.props, "inlinePolicies") or ()]
    for document in [value(grant.props, "policy"), *inline]:
        for allowance in allowed(json.loads(document or "{}")):
            yield from _wildcards(allowance)


@resources_of(
    ROLE,
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:kms/key:Key",
    "aws:lambda/permission:Permission",
    "aws:dynamodb/resourcePolicy:ResourcePolicy",
)
def no_public_principals(guarded: ResourceValidationArgs) -> Iterator[str]:
    """Nothing is open to everybody, nor a function to a service on behalf of anybody."""
    if guarded.resource_type == "aws:lambda/permission:Permission":
        if value(guarded.props, "principal") == "*":
            yield "lets everybody invoke the function; name a principal"
        elif SERVICE.fullmatch(str(value(guarded.props, "principal"))):
            yield from _unbound_service(guarded)
        return
    document = value(guarded.props, "assumeRolePolicy" if guarded.resource_type == ROLE else "policy")
    for allowance in allowed(json.loads(document or "{}")):
        if "*" in allowance.principals and not allowance.conditional:
            yield "is open to everybody; name a principal, or add a condition"


def _wildcards(allowance: Allowance) -> Iterator[str]:
    if allowance.all_but:
        yield "allows all but what it names; name what is allowed"
    for action in allowance.actions:
        if re.search(r"[*?]", action) and action not in FAMILIES:
            yield f"allows {action}; name the actions that are needed"
    if not set(allowance.actions) <= WITHOUT_RESOURCES:
        for resource in allowance.resources:
            if not NAMED.fullmatch(resource):
                yield f"allows {', '.join(allowance.actions)} on {resource}; name the resource"


def _unbound_service(permission: ResourceValidationArgs) -> Iterator[str]:
    if not given(permission.props, "sourceArn") and not given(permission.props, "sourceAccount"):
        yield "lets the service invoke the function for any account; set source_arn"
