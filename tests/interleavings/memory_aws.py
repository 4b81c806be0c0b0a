"""The part of AWS that the functions call, in memory: every call takes effect at once and completely.

A read that does not ask for consistency may miss the last write, and here always does. Indices are read so, and in the
order of the items' own keys.

`tests/pipeline/test_memory_aws.py` holds it to the answers of the embedded AWS. What it does not know it refuses, so
that a function's new call cannot pass unseen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.interleavings.expressions import apply_update, condition_holds, key_condition_holds
from tests.interleavings.statements import AwsItem, parse_insert, parse_update

ItemKey = tuple[Any, ...]


VALUES, NAMES = "ExpressionAttributeValues", "ExpressionAttributeNames"


class AwsError(Exception):
    """A service's error: its code, and the other parts of its response."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


@dataclass(frozen=True)
class ItemWrite:
    """An item put under its key, and the item that was there before."""

    table: str
    before: AwsItem | None
    after: AwsItem


@dataclass(frozen=True)
class ItemDeletion:
    """An item that was there, and is no more."""

    table: str
    item: AwsItem


@dataclass
class MemoryAws:
    """Tables by name, with the names of their keys; one queue for all messages, one topic for all alerts, and one bus.

    Items are replaced and never changed, by nobody, so that they are handed out as they are.
    """

    keys: Mapping[str, tuple[str, ...]]
    tables: dict[str, dict[ItemKey, AwsItem]] = field(default_factory=dict)
    writes: list[ItemWrite] = field(default_factory=list)
    deletions: list[ItemDeletion] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    published: list[dict[str, Any]] = field(default_factory=list)
    on_bus: list[dict[str, Any]] = field(default_factory=list)
    out: frozenset[str] = frozenset()
    """Operations that are refused."""
    tokens: set[str] = field(default_factory=set)
    """Of the transactions that succeeded: the same again is a success, and does nothing."""

    def call(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return the service's response.

        Raises:
            AwsError: the service refuses.
        """
        if operation in self.out:
            raise AwsError("InternalError")
        return _OPERATIONS[operation](self, asked)

    def items(self, table: str) -> list[AwsItem]:
        """Return all items of a table."""
        return list(self.tables.get(table, {}).values())

    def expire(self, table: str, key: ItemKey, now: int) -> None:
        """Remove the item under a key if its time to live has passed by now, in epoch seconds, as DynamoDB does."""
        item = self.tables.get(table, {}).get(key)
        if item and "expiry" in item and int(item["expiry"]["N"]) <= now:
            del self.tables[table][key]

    def _key(self, table: str, item: Mapping[str, Any]) -> ItemKey:
        values = (item[name] for name in self.keys[table])
        return tuple(Decimal(value["N"]) if "N" in value else value["S"] for value in values)

    def _put(self, table: str, item: AwsItem) -> None:
        rows = self.tables.setdefault(table, {})
        key = self._key(table, item)
        self.writes.append(ItemWrite(table, rows.get(key), item))
        rows[key] = item

    def _get(self, table: str, key: Mapping[str, Any]) -> AwsItem | None:
        return self.tables.get(table, {}).get(self._key(table, key))

    def _seen(self, table: str, asked: Mapping[str, Any]) -> Mapping[ItemKey, AwsItem]:
        """Return the items that a read sees: unless it is consistent, it misses the last write under every key."""
        rows = self.tables.get(table, {})
        if asked.get("ConsistentRead"):
            return rows
        last = {self._key(table, write.after): write.before for write in self.writes if write.table == table}
        return {key: item for key in rows if (item := last.get(key, rows[key]))}

    def query(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        names, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
        rows = sorted(self._seen(asked["TableName"], asked).items(), key=lambda row: row[0])
        found = [item for _, item in rows if key_condition_holds(asked["KeyConditionExpression"], item, names, values)]
        if "FilterExpression" in asked:
            found = [item for item in found if condition_holds(asked["FilterExpression"], item, values, names)]
        if not asked.get("ScanIndexForward", True):
            found.reverse()
        return {"Items": found[: asked.get("Limit", len(found))]}

    def put_item(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        existing = self._get(asked["TableName"], asked["Item"])
        condition = asked.get("ConditionExpression", "")
        if not condition_holds(condition, existing, asked.get(VALUES, {}), asked.get(NAMES)):
            shown = {"Item": existing} if asked.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" else {}
            raise AwsError("ConditionalCheckFailedException", **shown)
        self._put(asked["TableName"], asked["Item"])
        return {}

    def get_item(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        found = self._seen(asked["TableName"], asked).get(self._key(asked["TableName"], asked["Key"]))
        return {"Item": found} if found else {}

    def transact_write_items(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if (token := asked.get("ClientRequestToken")) in self.tokens:
            return {}
        writes = [(kind, each) for action in asked["TransactItems"] for kind, each in action.items()]
        reasons = [self._cancellation(each) for _, each in writes]
        if any(each["Code"] != "None" for each in reasons):
            raise AwsError("TransactionCanceledException", CancellationReasons=reasons)
        for kind, each in writes:
            if kind != "ConditionCheck":
                {"Put": self.put_item, "Update": self.update_item, "Delete": self.delete_item}[kind](each)
        self.tokens.update([token] if token else [])
        return {}

    def scan(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return all items: whoever scans waited until whatever was written before can be seen."""
        names, values = asked.get(NAMES, {}), asked.get(VALUES, {})
        items = sorted(self.tables.get(asked["TableName"], {}).items(), key=lambda row: row[0])
        found = [item for _, item in items if condition_holds(asked.get("FilterExpression", ""), item, values, names)]
        return {"Items": found, "ScannedCount": len(items)}

    def delete_item(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        existing = self._get(asked["TableName"], asked["Key"])
        if not condition_holds(asked.get("ConditionExpression", ""), existing, asked.get(VALUES, {}), asked.get(NAMES)):
            raise AwsError("ConditionalCheckFailedException")
        if existing is None:
            return {}
        del self.tables[asked["TableName"]][self._key(asked["TableName"], asked["Key"])]
        self.deletions.append(ItemDeletion(asked["TableName"], existing))
        return {"Attributes": existing} if asked.get("ReturnValues") == "ALL_OLD" else {}

    def _cancellation(self, write: Mapping[str, Any]) -> dict[str, Any]:
        existing = self._get(write["TableName"], write.get("Item") or write["Key"])
        if condition_holds(write.get("ConditionExpression", ""), existing, write.get(VALUES, {}), write.get(NAMES)):
            return {"Code": "None"}
        shown = {"Item": existing} if write.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and existing else {}
        return {"Code": "ConditionalCheckFailed", **shown}

    def update_item(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        table, names, values = (
            asked["TableName"],
            asked.get("ExpressionAttributeNames", {}),
            asked.get("ExpressionAttributeValues", {}),
        )
        existing = self._get(table, asked["Key"])
        if not condition_holds(asked["ConditionExpression"], existing, values, names):
            raise AwsError("ConditionalCheckFailedException", **({"Item": existing} if existing else {}))
        updated = apply_update(asked["UpdateExpression"], existing or asked["Key"], names, values)
        self._put(table, updated)
        return {"Attributes": updated} if asked.get("ReturnValues") == "ALL_NEW" else {}

    def batch_get_item(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        ((table, wanted),) = asked["RequestItems"].items()
        seen = self._seen(table, wanted)
        found = [item for key in wanted["Keys"] if (item := seen.get(self._key(table, key)))]
        return {"Responses": {table: found}, "UnprocessedKeys": {}}

    def batch_write_item(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        ((table, puts),) = asked["RequestItems"].items()
        for put in puts:
            self._put(table, put["PutRequest"]["Item"])
        return {"UnprocessedItems": {}}

    def batch_execute_statement(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {"Responses": [self._execute(each) for each in asked["Statements"]]}

    def _execute(self, statement: Mapping[str, Any]) -> dict[str, Any]:
        kind = statement["Statement"].partition(" ")[0]
        return {"INSERT": self._insert, "UPDATE": self._update}[kind](statement)

    def _insert(self, statement: Mapping[str, Any]) -> dict[str, Any]:
        table, item = parse_insert(statement)
        if self._get(table, item) is not None:
            return {"TableName": table, "Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key"}}
        self._put(table, item)
        return {"TableName": table}

    def _update(self, statement: Mapping[str, Any]) -> dict[str, Any]:
        table, changes, wanted = parse_update(statement)
        existing = self._get(table, wanted)
        if existing is None or any(existing.get(name) != value for name, value in wanted.items()):
            return {"TableName": table, "Error": {"Code": "ConditionalCheckFailed", "Message": "The condition failed"}}
        self._put(table, existing | changes)
        return {"TableName": table}

    def send_message(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.messages.append(dict(asked))
        return {"MessageId": str(len(self.messages))}

    def send_message_batch(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.messages.extend(asked["Entries"])
        return {"Successful": [{"Id": each["Id"]} for each in asked["Entries"]], "Failed": []}

    def publish(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.published.append(dict(asked))
        return {"MessageId": "one of many"}

    def put_events(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.on_bus.extend(asked["Entries"])
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "one of many"} for _ in asked["Entries"]]}


_OPERATIONS: Mapping[str, Callable[[MemoryAws, Mapping[str, Any]], dict[str, Any]]] = {
    "Query": MemoryAws.query,
    "GetItem": MemoryAws.get_item,
    "TransactWriteItems": MemoryAws.transact_write_items,
    "Scan": MemoryAws.scan,
    "DeleteItem": MemoryAws.delete_item,
    "PutItem": MemoryAws.put_item,
    "UpdateItem": MemoryAws.update_item,
    "BatchGetItem": MemoryAws.batch_get_item,
    "BatchWriteItem": MemoryAws.batch_write_item,
    "BatchExecuteStatement": MemoryAws.batch_execute_statement,
    "SendMessage": MemoryAws.send_message,
    "SendMessageBatch": MemoryAws.send_message_batch,
    "Publish": MemoryAws.publish,
    "PutEvents": MemoryAws.put_events,
}
