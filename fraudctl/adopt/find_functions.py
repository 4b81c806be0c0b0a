"""Live functions with their roles, policies, permissions, mappings, retries and schedules."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from fraudctl.adopt.registry import Account, Live, finds

DEFAULT_BUS = "default"
"""The event bus of rules that run by the clock."""


@finds("aws:lambda/function:Function")
def find_function(account: Account, inputs: Mapping[str, Any]) -> Live:
    client, name = account.client("lambda"), inputs["name"]
    found = client.get_function_configuration(FunctionName=name)
    reserved = client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions", -1)
    logging = found.get("LoggingConfig", {})
    return Live(
        id=name,
        properties={
            "handler": found["Handler"],
            "runtime": found["Runtime"],
            "architectures": found.get("Architectures", ["x86_64"]),
            "memorySize": found["MemorySize"],
            "timeout": found["Timeout"],
            "reservedConcurrentExecutions": reserved,
            "deadLetterConfig.targetArn": found.get("DeadLetterConfig", {}).get("TargetArn"),
            "tracingConfig.mode": found.get("TracingConfig", {}).get("Mode"),
            "loggingConfig.logFormat": logging.get("LogFormat", "Text"),
            "role": found["Role"],
        },
        outputs={"arn": found["FunctionArn"]},
    )


@finds("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
def find_retries(account: Account, inputs: Mapping[str, Any]) -> Live:
    name = inputs["functionName"]
    found = account.client("lambda").get_function_event_invoke_config(FunctionName=name)
    return Live(
        id=name,
        properties={
            "maximumRetryAttempts": found.get("MaximumRetryAttempts"),
            "maximumEventAgeInSeconds": found.get("MaximumEventAgeInSeconds"),
        },
    )


@finds("aws:lambda/permission:Permission")
def find_permission(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    """Return the permission that allows the same, since the other tool chose its statement's id."""
    name, path = inputs["function"], inputs["sourceArn"].rpartition("/")[2]
    document = json.loads(account.client("lambda").get_policy(FunctionName=name)["Policy"])
    for statement in document["Statement"]:
        principal = statement["Principal"]
        service = principal.get("Service") if isinstance(principal, dict) else principal
        conditions = [value for each in statement.get("Condition", {}).values() for value in each.values()]
        source = str(conditions[0]) if conditions else ""
        same = (service, statement["Action"]) == (inputs["principal"], inputs["action"])
        if same and source.rpartition("/")[2] in (path, "*"):
            return Live(id=f"{name}/{statement['Sid']}", properties={"sourceArn": source})
    return None


@finds("aws:lambda/eventSourceMapping:EventSourceMapping")
def find_mapping(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    table = inputs["eventSourceArn"].split("/stream/")[0]
    client = account.client("lambda")
    pages = client.get_paginator("list_event_source_mappings").paginate(FunctionName=inputs["functionName"])
    for found in (each for page in pages for each in page["EventSourceMappings"]):
        if found["EventSourceArn"].split("/stream/")[0] == table:
            failure = found.get("DestinationConfig", {}).get("OnFailure", {})
            return Live(
                id=found["UUID"],
                properties={
                    "startingPosition": found.get("StartingPosition"),
                    "batchSize": found.get("BatchSize"),
                    "maximumRetryAttempts": found.get("MaximumRetryAttempts", -1),
                    "maximumRecordAgeInSeconds": found.get("MaximumRecordAgeInSeconds", -1),
                    "bisectBatchOnFunctionError": found.get("BisectBatchOnFunctionError", False),
                    "functionResponseTypes": found.get("FunctionResponseTypes", []),
                    "destinationConfig.onFailure.destinationArn": failure.get("Destination"),
                },
            )
    return None


@finds("aws:cloudwatch/eventRule:EventRule")
def find_rule(account: Account, inputs: Mapping[str, Any]) -> Live:
    found = account.client("events").describe_rule(Name=inputs["name"])
    return Live(
        id=f"{found.get('EventBusName', DEFAULT_BUS)}/{inputs['name']}",
        properties={"scheduleExpression": found.get("ScheduleExpression")},
        outputs={"arn": found["Arn"]},
    )


@finds("aws:cloudwatch/eventTarget:EventTarget")
def find_rule_target(account: Account, inputs: Mapping[str, Any]) -> Live | None:
    rule, name = inputs["rule"], inputs["targetId"]
    pages = account.client("events").get_paginator("list_targets_by_rule").paginate(Rule=rule)
    found = next((each for page in pages for each in page["Targets"] if each["Id"] == name), None)
    if found is None:
        return None
    return Live(id=f"{DEFAULT_BUS}/{rule}/{name}", properties={"arn": found["Arn"], "input": found.get("Input")})


@finds("aws:iam/role:Role")
def find_role(account: Account, inputs: Mapping[str, Any]) -> Live:
    found = account.client("iam").get_role(RoleName=inputs["name"])["Role"]
    return Live(
        id=inputs["name"],
        properties={
            "assumeRolePolicy": read_document(found["AssumeRolePolicyDocument"]),
            "permissionsBoundary": found.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""),
        },
    )


@finds("aws:iam/rolePolicy:RolePolicy")
def find_role_policy(account: Account, inputs: Mapping[str, Any]) -> Live:
    role, name = inputs["role"], inputs["name"]
    found = account.client("iam").get_role_policy(RoleName=role, PolicyName=name)
    return Live(id=f"{role}:{name}", properties={"policy": read_document(found["PolicyDocument"])})


@finds("aws:iam/policy:Policy")
def find_managed_policy(account: Account, inputs: Mapping[str, Any]) -> Live:
    arn = f"arn:{account.partition}:iam::{account.number}:policy/{inputs['name']}"
    client = account.client("iam")
    version = client.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = client.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return Live(id=arn, properties={"policy": read_document(document)})


def unknown_policies(account: Account, role: str, known: set[str]) -> list[str]:
    """Return the policies of a role that the program does not know and that stay on it."""
    client = account.client("iam")
    inline = client.list_role_policies(RoleName=role)["PolicyNames"]
    attached = client.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    return sorted({*inline} - known) + sorted(each["PolicyArn"] for each in attached)


def read_document(document: Any) -> Any:
    """Return a policy document as an object; IAM percent-encodes it, and boto3 decodes it in some answers only."""
    return document if isinstance(document, dict) else json.loads(unquote(document))
