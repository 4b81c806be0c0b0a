"""The alerts topic, as Scoring uses it."""

from typing import TYPE_CHECKING

from handlers.contract.invisible import legible_json
from handlers.contract.strict_json import as_xml_text
from handlers.decision.alert import Alert

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class AlertPublisher:
    """Publishes alerts of risky transactions, one message each, which names the environment."""

    def __init__(self, client: "SNSClient", arn: str, environment: str) -> None:
        self._client = client
        self._arn = arn
        self._environment = environment

    def publish(self, alert: Alert) -> None:
        """Publish an alert; raise ClientError or BotoCoreError when the topic did not take it."""
        self._client.publish(
            TopicArn=self._arn,
            Subject="Fraud Alert",
            Message=legible_json(alert.body(self._environment)),  # programs parse it, people read it as an e-mail
            MessageAttributes={
                "transaction_id": {"DataType": "String", "StringValue": as_xml_text(alert.transaction_id)},
                "fraud_score": {"DataType": "Number", "StringValue": str(alert.content["fraud_score"])},
                "outcome": {"DataType": "String", "StringValue": alert.outcome},
            },
        )
