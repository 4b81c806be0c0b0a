"""A stream, a function and a queue in memory, with errors on request."""

# ruff: noqa: N803 - the arguments have boto3's names

import collections
import datetime as dt
import io
import json
from types import SimpleNamespace
from typing import Any, cast

from botocore.exceptions import ClientError

from emulator.streams import Pace, StreamClients, StreamMapping, StreamPoller
from tests.emulator.streams.scripted import MAPPING

AT_ONCE = Pace(quick=0.001, gathering=0.001, idle=0.001)


def client_error(code: str, status: int = 400) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "Operation")


class FakeStreamAws:
    """A fake of all three clients; a call raises the next of the errors that are set for it."""

    def __init__(self) -> None:
        self.shards: dict[str, list[int]] = {"shard-0": []}
        self.parents: dict[str, str] = {}
        self.closed: set[str] = set()
        self.errors: dict[str, list[Exception]] = collections.defaultdict(list)
        self.calls: collections.Counter[str] = collections.Counter()
        self.poison: set[int] = set()
        self.invoked: list[list[int]] = []
        self.sent: list[Any] = []
        self.meta = SimpleNamespace(endpoint_url="http://queues")

    def describe_stream(self, **_: Any) -> Any:
        self._called("describe_stream")
        shards = [
            {
                "ShardId": name,
                **({"ParentShardId": self.parents[name]} if name in self.parents else {}),
                "SequenceNumberRange": {"EndingSequenceNumber": "9"} if name in self.closed else {},
            }
            for name in self.shards
        ]
        return {"StreamDescription": {"Shards": shards}}

    def get_shard_iterator(
        self,
        *,
        ShardId: str,
        ShardIteratorType: str,
        SequenceNumber: str = "",
        **_: Any,
    ) -> Any:
        self._called("get_shard_iterator")
        records = self.shards[ShardId]
        match ShardIteratorType:
            case "TRIM_HORIZON":
                position = 0
            case "LATEST":
                position = len(records)
            case _:
                position = records.index(int(SequenceNumber)) + 1
        return {"ShardIterator": f"{ShardId} {position}"}

    def get_records(self, *, ShardIterator: str, Limit: int) -> Any:
        self._called("get_records")
        name, position = ShardIterator.rsplit(" ", 1)
        records = self.shards[name][int(position) :][:Limit]
        following = int(position) + len(records)
        ended = name in self.closed and following == len(self.shards[name])
        iterator = {} if ended else {"NextShardIterator": f"{name} {following}"}
        return {"Records": [self._record(number) for number in records], **iterator}

    def invoke(self, *, Payload: bytes, **_: Any) -> Any:
        self._called("invoke")
        numbers = [int(record["eventID"]) for record in json.loads(Payload)["Records"]]
        self.invoked.append(numbers)
        failed = {"FunctionError": "Unhandled"} if self.poison & set(numbers) else {}
        return {
            "ResponseMetadata": {"RequestId": "r"},
            "StatusCode": 200,
            "ExecutedVersion": "$LATEST",
            "Payload": io.BytesIO(b"null"),
            **failed,
        }

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:
        self._called("send_message")
        self.sent.append((QueueUrl, json.loads(MessageBody)))

    def _called(self, name: str) -> None:
        self.calls[name] += 1
        if self.errors[name]:
            raise self.errors[name].pop(0)

    @staticmethod
    def _record(number: int) -> Any:
        arrival = dt.datetime.now(dt.UTC).replace(microsecond=0)
        return {
            "eventID": str(number),
            "dynamodb": {"SequenceNumber": str(number), "ApproximateCreationDateTime": arrival},
        }


def poller(fake_aws: FakeStreamAws, mapping: StreamMapping = MAPPING, **options: Any) -> StreamPoller:
    fake = cast("Any", fake_aws)
    clients = StreamClients(streams=fake, queues=fake, functions=fake, function_arn="arn:function")
    return StreamPoller(
        mapping,
        endpoint_url="http://nowhere",
        region="eu-west-1",
        **{"clients": clients, "pace": AT_ONCE, **options},
    )
