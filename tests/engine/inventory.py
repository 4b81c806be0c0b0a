"""The resources that an account holds, of the types that the program makes."""

from collections.abc import Iterator, Mapping
from typing import Any

from fraudctl.stacks.target import Target

LISTS: Mapping[str, tuple[tuple[str, Mapping[str, Any], str, str], ...]] = {
    "apigateway": (("get_rest_apis", {}, "items", "name"),),
    "cloudwatch": (
        ("describe_alarms", {}, "MetricAlarms", "AlarmName"),
        ("describe_alarms", {"AlarmTypes": ["CompositeAlarm"]}, "CompositeAlarms", "AlarmName"),
        ("list_dashboards", {}, "DashboardEntries", "DashboardName"),
    ),
    "dynamodb": (("list_tables", {}, "TableNames", ""),),
    "iam": (
        ("list_roles", {}, "Roles", "RoleName"),
        ("list_policies", {"Scope": "Local"}, "Policies", "PolicyName"),
    ),
    "kms": (("list_aliases", {}, "Aliases", "AliasName"),),
    "lambda": (
        ("list_functions", {}, "Functions", "FunctionName"),
        ("list_layers", {}, "Layers", "LayerName"),
        ("list_event_source_mappings", {}, "EventSourceMappings", "FunctionArn"),
    ),
    "logs": (("describe_log_groups", {}, "logGroups", "logGroupName"),),
    "sns": (("list_topics", {}, "Topics", "TopicArn"),),
    "sqs": (("list_queues", {}, "QueueUrls", ""),),
}
"""For each service: the call that lists, with what, where the list is in the answer, and what names an entry of it."""


def inventory(target: Target) -> frozenset[str]:
    """Return a name for each resource there is; the lists of an account of this size have one page."""
    return frozenset(_listed(target))


def _listed(target: Target) -> Iterator[str]:
    for service, lists in LISTS.items():
        client = target.client(service)
        for call, arguments, where, key in lists:
            for entry in getattr(client, call)(**arguments).get(where, []):
                yield f"{service} {entry[key] if key else entry}"
