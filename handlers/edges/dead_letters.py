"""A function's own dead-letter queue, for what Lambda itself would not put there."""

from typing import TYPE_CHECKING

from handlers.domain.json_body import as_xml_text

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class DeadLetters:
    """Keeps what could not go on, with the reason."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def keep(self, body: str, reason: str) -> None:
        """Keeps a JSON body; raises ClientError or BotoCoreError when the queue did not take it."""
        self._client.send_message(
            QueueUrl=self._url,
            MessageBody=as_xml_text(body),
            MessageAttributes={"reason": {"DataType": "String", "StringValue": reason}},
        )
