"""The alerts topic, as Scoring sees it."""

from typing import TYPE_CHECKING

from handlers.contract.legible_json import legible_json
from handlers.contract.strict_json import as_xml_text
from handlers.decision.verdict import Verdict, alert

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class AlertPublisher:
    """Tells subscribers of risky transactions, one message each."""

    def __init__(self, client: "SNSClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(self, verdict: Verdict) -> None:
        """Publish a verdict's alert; raise ClientError or BotoCoreError when the topic did not take it."""
        identity = verdict.transaction.transaction_id
        self._client.publish(
            TopicArn=self._arn,
            Subject="Fraud Alert",
            Message=legible_json(alert(verdict)),  # programs parse it, people read it as an e-mail
            MessageAttributes={
                "transaction_id": {"DataType": "String", "StringValue": as_xml_text(identity)},
                "fraud_score": {"DataType": "Number", "StringValue": str(verdict.score)},
            },
        )
