"""The alerts topic, as Scoring sees it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.verdict import Verdict, alert

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class AlertsTopic:
    """Tells subscribers of risky transactions, one message each."""

    def __init__(self, client: "SNSClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(self, verdicts: Iterable[Verdict]) -> list[Verdict]:
        """Those verdicts that could not be published."""
        return [verdict for verdict in verdicts if not self._published(verdict)]

    def _published(self, verdict: Verdict) -> bool:
        try:
            self._client.publish(
                TopicArn=self._arn,
                Subject="Fraud Alert",
                Message=alert(verdict),
                MessageAttributes={
                    "transaction_id": {"DataType": "String", "StringValue": verdict.transaction.transaction_id},
                    "fraud_score": {"DataType": "Number", "StringValue": str(verdict.score)},
                },
            )
        except (ClientError, BotoCoreError):
            return False
        return True
