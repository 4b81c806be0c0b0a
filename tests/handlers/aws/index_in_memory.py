"""Tables with an index in memory, as DynamoDB reads them page by page: a client that knows two calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any

from handlers.aws.attributes import from_attributes, to_attributes


@dataclass
class IndexInMemory:
    """The rows of a table in an index, and those of other tables by id.

    Rows of one range key are in the order of a hash of their id, which nobody outside knows. A page that holds as many
    as it may names its last row, even if nothing follows; whoever goes on from a row may do so after it is gone.
    """

    hash_key: str
    range_key: str
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    others: dict[str, dict[str, Mapping[str, Any]]] = field(default_factory=dict)
    queries: list[Mapping[str, Any]] = field(default_factory=list)
    read: int = 0
    """Rows that were read."""

    def query(self, **call: Any) -> dict[str, Any]:
        """Return a page of one hash key's rows."""
        self.queries.append(call)
        assert call["KeyConditionExpression"] == "#shard = :shard AND #range BETWEEN :least AND :greatest"
        names, values = call["ExpressionAttributeNames"], from_attributes(call["ExpressionAttributeValues"])
        assert names == {"#shard": self.hash_key, "#range": self.range_key}
        assert values[":least"] <= values[":greatest"], "ValidationException"
        found = [
            row
            for row in self.rows
            if row[self.hash_key] == values[":shard"] and values[":least"] <= row[self.range_key] <= values[":greatest"]
        ]
        backwards = not call["ScanIndexForward"]
        found.sort(key=self._place, reverse=backwards)
        if start := call.get("ExclusiveStartKey"):
            after = from_attributes(start)
            assert values[":least"] <= after[self.range_key] <= values[":greatest"], "ValidationException"
            here = self._place(after)
            found = [row for row in found if (self._place(row) < here if backwards else self._place(row) > here)]
        page = found[: call["Limit"]]
        self.read += len(page)
        answer: dict[str, Any] = {"Items": [to_attributes(row) for row in page]}
        if len(page) == call["Limit"]:
            names_of_key = (self.hash_key, self.range_key, "transaction_id")
            answer["LastEvaluatedKey"] = to_attributes({name: page[-1][name] for name in names_of_key})
        return answer

    def batch_get_item(self, RequestItems: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N803 -- as botocore has it
        """Return rows of one other table."""
        ((table, wanted),) = RequestItems.items()
        ids = [from_attributes(key)["transaction_id"] for key in wanted["Keys"]]
        assert len(set(ids)) == len(ids) <= 100, "ValidationException"
        found = [to_attributes(self.others[table][each]) for each in ids if each in self.others.get(table, {})]
        return {"Responses": {table: found}, "UnprocessedKeys": {}}

    def _place(self, row: Mapping[str, Any]) -> tuple[Any, bytes]:
        return row[self.range_key], md5(row["transaction_id"].encode(), usedforsecurity=False).digest()
