"""The alerts topic, as Scoring sees it."""

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.json_body import as_xml_text
from handlers.domain.verdict import Verdict, alert

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

LONGEST = 60.0
"""Seconds for all alerts of a batch; half of the function's, so that those that are out can be written."""


class AlertsTopic:
    """Tells subscribers of risky transactions, one message each."""

    def __init__(self, client: "SNSClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(self, verdicts: Iterable[Verdict], clock: Callable[[], float] = time.monotonic) -> list[Verdict]:
        """Those verdicts that could not be published, in the time there is; one's failure does not stop the others."""
        end = clock() + LONGEST
        return [verdict for verdict in verdicts if clock() > end or not self._published(verdict)]

    def _published(self, verdict: Verdict) -> bool:
        try:
            self._client.publish(
                TopicArn=self._arn,
                Subject="Fraud Alert",
                Message=as_xml_text(alert(verdict)),
                MessageAttributes={
                    "transaction_id": {"DataType": "String", "StringValue": verdict.transaction.transaction_id},
                    "fraud_score": {"DataType": "Number", "StringValue": str(verdict.score)},
                },
            )
        except (ClientError, BotoCoreError):
            return False
        return True
