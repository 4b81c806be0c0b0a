"""Tables to be read answer as DynamoDB does, so that a page of alerts costs here what it costs there."""

import json
from types import SimpleNamespace
from typing import Any

from bench.aws.read_tables import ReadTables

ALERTS = [
    {"transaction_id": {"S": f"t-{each}"}, "alert_shard": {"S": "d#0"}, "alerted_at": {"S": f"2026-11-27T0{9 - each}"}}
    for each in range(5)
]


def asked(tables: ReadTables, operation: str, **body: Any) -> Any:
    request: Any = SimpleNamespace(body=json.dumps(body).encode())
    return json.loads(getattr(tables, operation)(request)[1])


def test_an_index_is_read_from_a_time_back_a_page_at_a_time() -> None:
    tables = ReadTables({}, {"d#0": ALERTS})

    def page(at: str, shard: str = "d#0") -> Any:
        values = {":shard": {"S": shard}, ":greatest": {"S": at}}
        return asked(tables, "query", IndexName="alerts", Limit=3, ExpressionAttributeValues=values)

    assert page("2026-11-28") == {"Items": ALERTS[:3], "LastEvaluatedKey": ALERTS[2]}
    assert page("2026-11-27T06") == {"Items": ALERTS[3:]}
    assert page("2026-11-28", "d#1") == {"Items": []}
    assert tables.alerts_read == 5


def test_rows_are_found_by_their_ids() -> None:
    row = {"transaction_id": {"S": "t"}}
    tables = ReadTables({"one": {"t": row}}, {})
    found = asked(tables, "query", TableName="one", ExpressionAttributeValues={":id": row["transaction_id"]})
    assert found == {"Items": [row]}
    keys = {"Keys": [row, {"transaction_id": {"S": "other"}}]}
    both = asked(tables, "batch_get", RequestItems={"one": keys, "two": keys})
    assert both["Responses"] == {"one": [row], "two": []}
