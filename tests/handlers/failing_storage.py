"""A table that fails for some ids and a queue that leaves messages out, in the place of Ingestion's own."""

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

from botocore.exceptions import ClientError

from handlers.aws.dead_letter_queue import DeadLetterSender
from handlers.aws.intake import Intake
from handlers.aws.transaction_store import TransactionStore
from tests.handlers.ingestion_on_aws import IngestionOnAws

THROTTLED = ClientError({"Error": {"Code": "ThrottlingException", "Message": "k3epm3out"}}, "Query")


class FailingTable:
    """A real table whose calls take `seconds` each on its own clock, and fail for some ids."""

    def __init__(self, client: Any, *, failing: Collection[str] = (), seconds: float = 0.0) -> None:
        self.exceptions = client.exceptions
        self.now = 0.0
        self.calls: list[str] = []
        self._client, self._failing, self._seconds = client, failing, seconds

    def query(self, **asked: Any) -> Any:
        return self._call("query", asked["ExpressionAttributeValues"][":id"]["S"], asked)

    def put_item(self, **asked: Any) -> Any:
        return self._call("put_item", asked["Item"]["transaction_id"]["S"], asked)

    def _call(self, name: str, identity: str, asked: dict[str, Any]) -> Any:
        self.calls.append(identity)
        self.now += self._seconds
        if identity in self._failing:
            raise THROTTLED
        return getattr(self._client, name)(**asked)


class LossyQueue:
    """A real queue that leaves messages out of a call, or fails."""

    def __init__(
        self,
        client: Any,
        *,
        leaves_out: Callable[[int, str], bool] | None = None,
        keeps: Collection[str] | None = None,
        fails: bool = False,
    ) -> None:
        """Accept only the entries with the ids in `keeps`, if it is given."""
        self.sizes: list[int] = []
        self._client, self._leaves_out, self._keeps, self._fails = client, leaves_out, keeps, fails

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Any]) -> Any:  # noqa: N803 -- boto3's own names
        self.sizes.append(len(Entries))
        if self._fails:
            raise THROTTLED
        number = len(self.sizes)
        out = [each for each in Entries if self._leaves_out and self._leaves_out(number, each["MessageBody"])]
        out += [each for each in Entries if self._keeps is not None and each["Id"] not in self._keeps]
        if taken := [each for each in Entries if each not in out]:
            self._client.send_message_batch(QueueUrl=QueueUrl, Entries=taken)
        failed = [{"Id": each["Id"], "SenderFault": False, "Code": "InternalError"} for each in out]
        return {"Successful": [{"Id": each["Id"]} for each in taken], "Failed": failed}


def use_clients(ingestion: IngestionOnAws, table: FailingTable | None = None, queue: LossyQueue | None = None) -> None:
    dynamodb: Any = table or ingestion.aws.client("dynamodb")
    sqs: Any = queue or ingestion.aws.client("sqs")
    vars(ingestion.module)["intake"] = Intake(
        TransactionStore(dynamodb, ingestion.table),
        DeadLetterSender(sqs, ingestion.queue_url),
        refuse_card_numbers=ingestion.module.refuse_card_numbers,
    )


def queued_ids(ingestion: IngestionOnAws) -> set[str]:
    found = set[str]()
    while messages := ingestion.queued_messages:
        found |= {json.loads(message["Body"])["request"]["transaction_id"] for message in messages}
    return found
