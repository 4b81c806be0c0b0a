"""What a stack keeps of what was sent to it: items, and lines of its log."""

import json
from decimal import Decimal
from typing import Any

from emulator.clients import Clients
from fraudctl.stacks.local_stack import LocalStack

MOST_EVENTS = 10_000


def logged(clients: Clients, group: str) -> set[str]:
    """All lines of a log group; the emulator gives 10,000 at a time, and no token to go on with."""
    lines, since = set[str](), 0
    while events := clients.logs.filter_log_events(logGroupName=group, startTime=since)["events"]:
        lines |= {event["message"] for event in events}
        since = max(since, events[-1]["timestamp"]) + (1 if events[0]["timestamp"] == events[-1]["timestamp"] else 0)
        if len(events) < MOST_EVENTS:
            break
    return lines


def parsed(line: str) -> dict[str, Any]:
    """A line's fields; Lambda's own lines have none."""
    return dict(json.loads(line)) if line.startswith("{") else {}


def rows(stack: LocalStack) -> list[dict[str, Any]]:
    """Every row of the transactions table, claims among them."""
    pages = stack.target.client("dynamodb").get_paginator("scan")
    table = stack.target.exports["transactions_table_name"]
    return [
        {name: value_of(each) for name, each in item.items()}
        for page in pages.paginate(TableName=table, ConsistentRead=True)
        for item in page["Items"]
    ]


def value_of(attribute: dict[str, Any]) -> Any:
    """An attribute's value; boto3's own reader raises on 1e50, which DynamoDB spells with all its zeros."""
    ((kind, value),) = attribute.items()
    match kind:
        case "N":
            return Decimal(value)
        case "M":
            return {name: value_of(each) for name, each in value.items()}
        case "NULL":
            return None
    return value
