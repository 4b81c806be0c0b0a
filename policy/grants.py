"""Policies on permissions: a role has the actions that it needs, on the resources that it needs them for."""

import json
import re
from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs

from policy.check import is_set, read_property, resource_policy
from policy.document import AllowStatement, allow_statements

ROLE = "aws:iam/role:Role"
WITHOUT_RESOURCES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
"""Actions that take no resource but "*": "Actions, resources, and condition keys for AWS X-Ray"."""

DOCUMENTED_WILDCARDS = {"kms:GenerateDataKey*"}
"""Wildcards that AWS documents, for senders to an encrypted queue or topic."""

NAMED_RESOURCE = re.compile(r"arn:[^:*?]+:[^:*?]+:[^:*?]*:[^:*?]*:([^*?]+|[a-z0-9-]+[:/][^*?]*[^*?:/][:/]\*)")
"""A resource's full ARN, or one that ends in a wildcard below it: a log group's streams, a table's, a route's."""

SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
"""A service as principal, in any partition: a host name, unlike an account's number or an ARN."""

BROAD_POLICY = re.compile(r"arn:[^:]*:iam::aws:policy/(.*/)?(\w*FullAccess|AdministratorAccess|PowerUserAccess)")


@resource_policy(
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    ROLE,
)
def no_wildcard_grants(grant: ResourceValidationArgs) -> Iterator[str]:
    """Name every action and resource that a role may use; only X-Ray knows no resource to name."""
    for attached in [
        read_property(grant.props, "policyArn") or "",
        *(read_property(grant.props, "managedPolicyArns") or ()),
    ]:
        if BROAD_POLICY.fullmatch(attached):
            yield f"attaches {attached.rpartition('/')[2]}; grant the actions that are needed"
    inline = [read_property(each, "policy") for each in read_property(grant.props, "inlinePolicies") or ()]
    for document in [read_property(grant.props, "policy"), *inline]:
        for statement in allow_statements(json.loads(document or "{}")):
            yield from _wildcards(statement)


@resource_policy(
    ROLE,
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:kms/key:Key",
    "aws:lambda/permission:Permission",
    "aws:dynamodb/resourcePolicy:ResourcePolicy",
)
def no_public_principals(guarded: ResourceValidationArgs) -> Iterator[str]:
    """Open nothing to everybody, and no function to a service on behalf of any account."""
    if guarded.resource_type == "aws:lambda/permission:Permission":
        if read_property(guarded.props, "principal") == "*":
            yield "lets everybody invoke the function; name a principal"
        elif SERVICE.fullmatch(str(read_property(guarded.props, "principal"))):
            yield from _unbound_service(guarded)
        return
    document = read_property(guarded.props, "assumeRolePolicy" if guarded.resource_type == ROLE else "policy")
    for statement in allow_statements(json.loads(document or "{}")):
        if "*" in statement.principals and not statement.conditional:
            yield "is open to everybody; name a principal, or add a condition"


def _wildcards(statement: AllowStatement) -> Iterator[str]:
    if statement.all_but:
        yield "allows all but what it names; name what is allowed"
    for action in statement.actions:
        if re.search(r"[*?]", action) and action not in DOCUMENTED_WILDCARDS:
            yield f"allows {action}; name the actions that are needed"
    if not set(statement.actions) <= WITHOUT_RESOURCES:
        for resource in statement.resources:
            if not NAMED_RESOURCE.fullmatch(resource):
                yield f"allows {', '.join(statement.actions)} on {resource}; name the resource"


def _unbound_service(permission: ResourceValidationArgs) -> Iterator[str]:
    if not is_set(permission.props, "sourceArn") and not is_set(permission.props, "sourceAccount"):
        yield "lets the service invoke the function for any account; set source_arn"
