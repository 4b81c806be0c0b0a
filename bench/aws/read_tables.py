"""Tables that are read, behind the calls that an instant AWS answers: rows by id, and an index of alerts."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from botocore.awsrequest import AWSPreparedRequest

Item = Mapping[str, Any]
"""In DynamoDB's types."""


class ReadTables:
    """Rows by table and id, and alerts by shard, the newest first; what was answered once is answered in no time."""

    def __init__(self, rows: Mapping[str, Mapping[str, Item]], alerts: Mapping[str, Sequence[Item]]) -> None:
        self._rows = rows
        self._alerts = alerts
        self._answered: dict[bytes, bytes] = {}
        self.alerts_read = 0
        """Rows of the index that were sent."""

    def query(self, request: AWSPreparedRequest) -> tuple[int, bytes]:
        """Answer a query: of a table by id, or of the index from its end back."""
        return 200, self._once(request, self._query)

    def batch_get(self, request: AWSPreparedRequest) -> tuple[int, bytes]:
        """Answer a BatchGetItem by ids."""
        return 200, self._once(request, self._batch_get)

    def _once(self, request: AWSPreparedRequest, answer: Any) -> bytes:
        body: bytes = request.body  # type: ignore[assignment]  # bytes, from every client of DynamoDB
        if body not in self._answered:
            self._answered[body] = json.dumps(answer(json.loads(body))).encode()
        return self._answered[body]

    def _query(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        values = asked["ExpressionAttributeValues"]
        if "IndexName" not in asked:
            row = self._rows[asked["TableName"]].get(values[":id"]["S"])
            return {"Items": [row] if row else []}
        listed = self._alerts.get(values[":shard"]["S"], [])
        at = values[":greatest"]["S"]
        found = [each for each in listed if each["alerted_at"]["S"] <= at][: asked["Limit"]]
        self.alerts_read += len(found)
        if len(found) < asked["Limit"]:
            return {"Items": found}
        names = ("alert_shard", "alerted_at", "transaction_id")
        return {"Items": found, "LastEvaluatedKey": {name: found[-1][name] for name in names}}

    def _batch_get(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        found = {
            table: [row for key in wanted["Keys"] if (row := self._rows.get(table, {}).get(key["transaction_id"]["S"]))]
            for table, wanted in asked["RequestItems"].items()
        }
        return {"Responses": found, "UnprocessedKeys": {}}
