"""A stack whose tables and logs a test fills; it answers as boto3's clients do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from fraudctl.stacks.target import Target
from handlers.aws.attributes import to_attributes

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FUNCTIONS = {stage: f"{stage}-dev" for stage in ("ingestion", "decision", "processing", "scoring")}


def after(milliseconds: int) -> datetime:
    """Return the time so long after noon, when the transaction was received."""
    return NOON + timedelta(milliseconds=milliseconds)


def matches(pattern: str | None, message: str) -> bool:
    """Return whether a filter pattern of terms in double quotes matches; a term is whole words."""
    if pattern is None:
        return True
    assert re.fullmatch(r'"[^"\\]+"( "[^"\\]+")*', pattern), "only what needs no escape is the same everywhere"
    terms = re.findall(r'"([^"]+)"', pattern)
    return all(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", message) for term in terms)


@dataclass
class StackContents:
    """The rows and log events of a stack, in memory."""

    item: dict[str, Any] | None = None
    score: dict[str, Any] | None = None
    events: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    raced: list[dict[str, Any]] = field(default_factory=list)
    """Further items under the same id."""
    labels: dict[str, Any] | None = None
    review: dict[str, Any] | None = None
    patterns: list[str | None] = field(default_factory=list)
    """The filter patterns of all requests."""
    older: bool = False
    """True for a stack that a release without Decision deployed."""

    def log(self, stage: str, milliseconds: int, **fields: Any) -> None:
        """Add a structured line, so long after noon."""
        at = after(milliseconds)
        message = msgspec.json.encode({"timestamp": at.isoformat(), "level": "INFO", **fields}).decode()
        self.events.setdefault(f"/aws/lambda/{FUNCTIONS[stage]}", []).append(
            {"timestamp": int(at.timestamp() * 1000), "message": message}
        )

    def get_paginator(self, operation: str) -> "StackContents":
        assert operation in ("filter_log_events", "query")
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        if "TableName" in asked:
            yield {"Items": [_typed(item) for item in (self.item, *self.raced) if item]}
            return
        self.patterns.append(asked.get("filterPattern"))
        first, last = asked["startTime"], asked.get("endTime", 2**60)
        events = [e for e in self.events.get(asked["logGroupName"], []) if first <= e["timestamp"] <= last]
        yield {"events": [e for e in events if matches(asked.get("filterPattern"), e["message"])]}

    def get_item(self, **asked: Any) -> dict[str, Any]:
        tables = {"fraud-labels-dev": self.labels, "fraud-reviews-dev": self.review}
        found = tables.get(asked["TableName"], self.score)
        return {"Item": to_attributes(found)} if found else {}


def _typed(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item, with its key, in DynamoDB's typed form; Decision alone writes bytes."""
    held = {name: {"B": value} for name, value in item.items() if isinstance(value, bytes)}
    return {"timestamp": {"N": "1"}} | to_attributes({k: v for k, v in item.items() if k not in held}) | held


class TargetOverContents(Target):
    """A target whose clients read the contents of a test."""

    def client(self, service: str, **_options: Any) -> Any:
        assert service in ("logs", "dynamodb")
        return CONTENTS[self.stack]


CONTENTS: dict[str, StackContents] = {}


def target_with(contents: StackContents) -> Target:
    """Return a target over these contents."""
    CONTENTS["dev"] = contents
    stages = [stage for stage in FUNCTIONS if stage != "decision" or not contents.older]
    exports = {f"{stage}_function_name": FUNCTIONS[stage] for stage in stages}
    tables = {"transactions_table_name": "transactions-dev", "fraud_scores_table_name": "fraud-scores-dev"}
    tables["fraud_labels_table_name"] = "fraud-labels-dev"
    if not contents.older:
        tables["fraud_reviews_table_name"] = "fraud-reviews-dev"
    return TargetOverContents(stack="dev", region="us-east-1", exports={**exports, **tables, "alert_threshold": "0.8"})
