"""A shard in memory, read as boto3 reads one."""

from typing import Any

from tests.fraudctl.recovery.scripted_aws import record

BASE = 10**32


class Stream:
    """One shard; pages of two records with an empty one before each."""

    def __init__(self, *records: Any, closed: bool = False, error: Exception | None = None) -> None:
        self.records, self.closed, self.error = list(records), closed, error
        self.asked: dict[str, Any] = {}

    def get_shard_iterator(self, **asked: Any) -> dict[str, str]:
        if self.error:
            raise self.error
        self.asked = asked
        numbers = [each["dynamodb"]["SequenceNumber"] for each in self.records]
        return {"ShardIterator": f"{numbers.index(asked['SequenceNumber'])}:empty"}

    def get_records(self, *, ShardIterator: str) -> dict[str, Any]:  # noqa: N803 -- boto3's name
        at, _, kind = ShardIterator.partition(":")
        first = int(at)
        if kind == "empty":
            return {"Records": [], "NextShardIterator": f"{first}:full"}
        following = None if self.closed and first + 2 >= len(self.records) else f"{first + 2}:empty"
        page: dict[str, Any] = {"Records": self.records[first : first + 2]}
        return page | ({"NextShardIterator": following} if following else {})


def stream(*identities: str, **options: Any) -> Stream:
    return Stream(*(record(each, BASE + 100 + number) for number, each in enumerate(identities)), **options)
