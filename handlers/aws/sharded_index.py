"""An index whose rows are spread over shards, read as one: in the order of its range key, in pages of bounded work."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.concurrency import Budget, map_concurrently
from handlers.contract.cursor import Key, Place
from handlers.contract.errors import BudgetSpent

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SHARDS = range(4)


class Bounds(NamedTuple):
    """The least and the greatest range key to read."""

    least: Key
    greatest: Key


class Work:
    """The work that a request may make: time, calls and rows, so that whatever it asks for it is answered in time."""

    def __init__(self, budget: Budget, *, calls: int, rows: int) -> None:
        self._budget = budget
        self._calls = calls
        self._rows = rows

    def require(self) -> None:
        """Raise BudgetSpent unless further calls may be made."""
        if self._calls <= 0 or self._rows <= 0:
            raise BudgetSpent
        self._budget.require()

    def done(self, calls: int, rows: int) -> None:
        """Note calls that were made and rows that they brought."""
        self._calls -= calls
        self._rows -= rows


class ShardedIndex:
    """An index with a hash key for each shard of each part of it."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        index: str,
        *,
        shard_key: str,
        range_key: str,
        newest_first: bool,
    ) -> None:
        self.table = table
        self._client = client
        self._index = index
        self._shard_key = shard_key
        self._range_key = range_key
        self._newest_first = newest_first

    def walk(self, start: Place, bounds: Bounds, share: int, work: Work) -> Iterator[tuple[Mapping[str, Any], Place]]:
        """Yield the rows of a part after a place, each with the place after it; of equal keys in an order that stays.

        Rows that come while somebody pages are before the place, or after it like all others: none comes twice.

        Args:
            start: The place and the part of the index, which stands before the shard's number in its hash key.
            bounds: Of the range key; the place is within them.
            share: Rows to read of a shard at a time.
            work: The calls and rows that are left.

        Raises:
            BudgetSpent: a further call would be needed, and may not be made.
            ClientError, BotoCoreError: the table did not answer.
        """
        least, greatest = bounds
        if start.at is not None:
            least, greatest = (least, start.at) if self._newest_first else (start.at, greatest)
        shards = [_Shard(number, self._first_key(start, number)) for number in SHARDS]
        place = start
        while True:
            if empty := [each for each in shards if not each.rows and not each.is_read]:
                work.require()
                map_concurrently(lambda each: self._read(each, start.part, Bounds(least, greatest), share), empty)
                work.done(len(empty), sum(len(each.rows) for each in empty))
                continue
            heads = [each for each in shards if each.rows]
            if not heads:
                return
            first = (max if self._newest_first else min)(heads, key=lambda each: self._key(each.rows[0]))
            row = first.rows.popleft()
            place = place.after(first.number, self._key(row), row["transaction_id"])
            yield row, place

    def _first_key(self, start: Place, number: int) -> Mapping[str, Any] | None:
        """Return the key of the row of a shard after which it is read; None to read it from the bound."""
        if start.at is None or (name := start.taken.get(number)) is None:
            return None
        shard = self._shard(start.part, number)
        return to_attributes({self._shard_key: shard, self._range_key: start.at, "transaction_id": name})

    def _read(self, shard: "_Shard", part: str, bounds: Bounds, share: int) -> None:
        query: dict[str, Any] = {
            "TableName": self.table,
            "IndexName": self._index,
            "KeyConditionExpression": "#shard = :shard AND #range BETWEEN :least AND :greatest",
            "ExpressionAttributeNames": {"#shard": self._shard_key, "#range": self._range_key},
            "ExpressionAttributeValues": to_attributes(
                {":shard": self._shard(part, shard.number), ":least": bounds.least, ":greatest": bounds.greatest}
            ),
            "ScanIndexForward": not self._newest_first,
            "Limit": share,
            **({"ExclusiveStartKey": shard.after} if shard.after else {}),
        }
        page = self._client.query(**query)
        shard.rows.extend(map(from_attributes, page["Items"]))
        shard.after = page.get("LastEvaluatedKey")
        shard.is_read = shard.after is None

    def _key(self, row: Mapping[str, Any]) -> Key:
        key = row[self._range_key]
        return key if isinstance(key, str) else int(key)

    def _shard(self, part: str, number: int) -> str:
        return f"{part}#{number}" if part else str(number)


class _Shard:
    """A shard as far as it was read."""

    __slots__ = ("after", "is_read", "number", "rows")

    def __init__(self, number: int, after: Mapping[str, Any] | None) -> None:
        self.number = number
        self.after = after
        self.rows = deque[Mapping[str, Any]]()
        self.is_read = False
