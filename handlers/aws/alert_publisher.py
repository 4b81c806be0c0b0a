"""The alerts topic, as Scoring uses it."""

from typing import TYPE_CHECKING

import msgspec

from handlers.contract.invisible import legible_json
from handlers.contract.strict_json import as_xml_text
from handlers.decision.alert import Alert
from handlers.decision.alert_text import alert_text

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

_encode = msgspec.json.Encoder().encode


class AlertPublisher:
    """Publishes alerts of risky transactions, one message each: as JSON to programs, and to people as text."""

    def __init__(self, client: "SNSClient", arn: str, environment: str, dashboard: str) -> None:
        """Name the environment in each alert, and in its text the link to the dashboard."""
        self._client = client
        self._arn = arn
        self._environment = environment
        self._dashboard = dashboard

    def publish(self, alert: Alert) -> None:
        """Publish an alert; raise ClientError or BotoCoreError when the topic did not take it."""
        self._client.publish(
            TopicArn=self._arn,
            Subject="Fraud Alert",
            Message=_encode(
                {
                    "default": legible_json(alert.body(self._environment)),
                    "email": alert_text(alert, self._environment, self._dashboard),
                }
            ).decode(),
            MessageStructure="json",
            MessageAttributes={
                "transaction_id": {"DataType": "String", "StringValue": as_xml_text(alert.transaction_id)},
                "fraud_score": {"DataType": "Number", "StringValue": str(alert.content["fraud_score"])},
                "outcome": {"DataType": "String", "StringValue": alert.outcome},
            },
        )
