"""The alerts topic, as Scoring sees it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.domain.verdict import Verdict, alert
from handlers.edges.batches import drain

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import PublishBatchRequestEntryTypeDef

LARGEST_BATCH = 10
"""Messages that SNS takes in one PublishBatch."""


class AlertsTopic:
    """Tells subscribers of risky transactions, one message each."""

    def __init__(self, client: "SNSClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(self, verdicts: Sequence[Verdict]) -> None:
        """Raises Unfinished, ClientError or BotoCoreError when a message could not be published."""
        drain(verdicts, size=LARGEST_BATCH, call=self._publish)

    def _publish(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        entries = [_entry(position, verdict) for position, verdict in enumerate(verdicts)]
        answer = self._client.publish_batch(TopicArn=self._arn, PublishBatchRequestEntries=entries)
        return [verdicts[int(failed["Id"])] for failed in answer.get("Failed", ())]


def _entry(position: int, verdict: Verdict) -> "PublishBatchRequestEntryTypeDef":
    return {
        "Id": str(position),
        "Subject": "Fraud Alert",
        "Message": alert(verdict),
        "MessageAttributes": {
            "transaction_id": {"DataType": "String", "StringValue": verdict.transaction.transaction_id},
            "fraud_score": {"DataType": "Number", "StringValue": str(verdict.score)},
        },
    }
