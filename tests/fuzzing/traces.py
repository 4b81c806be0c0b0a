"""The traces of requests in a stack: items of its table, and lines of its log."""

import json
from decimal import Decimal
from typing import Any

from emulator.clients import Clients
from fraudctl.stacks.local_stack import LocalStack

MOST_EVENTS = 10_000


def log_lines(clients: Clients, group: str) -> set[str]:
    """Return all lines of a log group; the emulator returns 10,000 at a time, and no token for the next ones."""
    lines, since = set[str](), 0
    while events := clients.logs.filter_log_events(logGroupName=group, startTime=since)["events"]:
        lines |= {event["message"] for event in events}
        since = max(since, events[-1]["timestamp"]) + (1 if events[0]["timestamp"] == events[-1]["timestamp"] else 0)
        if len(events) < MOST_EVENTS:
            break
    return lines


def line_fields(line: str) -> dict[str, Any]:
    """Return a line's fields; Lambda's own lines have none."""
    return dict(json.loads(line)) if line.startswith("{") else {}


def transaction_rows(stack: LocalStack) -> list[dict[str, Any]]:
    """Return every row of the transactions table, claims included."""
    pages = stack.target.client("dynamodb").get_paginator("scan")
    table = stack.target.exports["transactions_table_name"]
    return [
        {name: attribute_value(each) for name, each in item.items()}
        for page in pages.paginate(TableName=table, ConsistentRead=True)
        for item in page["Items"]
    ]


def attribute_value(attribute: dict[str, Any]) -> Any:
    """Return an attribute's value; boto3's own deserializer raises on 1e50, which DynamoDB writes with its zeros."""
    ((kind, value),) = attribute.items()
    match kind:
        case "N":
            return Decimal(value)
        case "M":
            return {name: attribute_value(each) for name, each in value.items()}
        case "NULL":
            return None
    return value
