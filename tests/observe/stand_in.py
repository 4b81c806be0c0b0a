"""A stack whose tables and logs hold what a test puts there; answers as boto3's clients do."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fraudctl.target import Target
from handlers.edges.attributes import to_attributes

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FUNCTIONS = {stage: f"{stage}-dev" for stage in ("ingestion", "processing", "scoring")}


def after(milliseconds: int) -> datetime:
    """That long after noon, when the transaction was received."""
    return NOON + timedelta(milliseconds=milliseconds)


@dataclass
class Written:
    """Everything that the stack's functions wrote, in memory."""

    item: dict[str, Any] | None = None
    score: dict[str, Any] | None = None
    events: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def log(self, stage: str, milliseconds: int, **said: Any) -> None:
        """One structured line, so long after noon."""
        at = after(milliseconds)
        message = json.dumps({"timestamp": at.isoformat(), "level": "INFO", **said})
        self.events.setdefault(f"/aws/lambda/{FUNCTIONS[stage]}", []).append(
            {"timestamp": int(at.timestamp() * 1000), "message": message}
        )

    def get_paginator(self, operation: str) -> "Written":
        assert operation == "filter_log_events"
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        first, last = asked["startTime"], asked.get("endTime", 2**60)
        text = asked.get("filterPattern", "").strip('"')
        events = self.events.get(asked["logGroupName"], [])
        yield {"events": [e for e in events if first <= e["timestamp"] <= last and text in e["message"]]}

    def query(self, **_asked: Any) -> dict[str, Any]:
        return {"Items": [to_attributes(self.item)] if self.item else []}

    def get_item(self, **_asked: Any) -> dict[str, Any]:
        return {"Item": to_attributes(self.score)} if self.score else {}


class StandIn(Target):
    """Its clients are what a test wrote."""

    def client(self, service: str, **_options: Any) -> Any:
        assert service in ("logs", "dynamodb")
        return WRITTEN[self.stack]


WRITTEN: dict[str, Written] = {}


def stack(written: Written) -> Target:
    """A target that reads what is written."""
    WRITTEN["dev"] = written
    exports = {f"{stage}_function_name": name for stage, name in FUNCTIONS.items()}
    tables = {"transactions_table_name": "transactions-dev", "fraud_scores_table_name": "fraud-scores-dev"}
    return StandIn(stack="dev", region="us-east-1", exports={**exports, **tables, "alert_threshold": "0.8"})
