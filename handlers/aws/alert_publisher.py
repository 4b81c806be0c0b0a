"""The alerts topic, as Scoring uses it."""

from typing import TYPE_CHECKING

from handlers.contract.invisible import legible_json
from handlers.contract.strict_json import as_xml_text
from handlers.decision.verdict import Verdict, alert_body

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class AlertPublisher:
    """Publishes alerts of risky transactions, one message each."""

    def __init__(self, client: "SNSClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(self, verdict: Verdict) -> None:
        """Publish a verdict's alert; raise ClientError or BotoCoreError when the topic did not take it."""
        transaction_id = verdict.transaction.transaction_id
        self._client.publish(
            TopicArn=self._arn,
            Subject="Fraud Alert",
            Message=legible_json(alert_body(verdict)),  # programs parse it, people read it as an e-mail
            MessageAttributes={
                "transaction_id": {"DataType": "String", "StringValue": as_xml_text(transaction_id)},
                "fraud_score": {"DataType": "Number", "StringValue": str(verdict.score)},
            },
        )
