"""The scoring function, as Processing sees it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class ScoringFunction:
    """Takes payloads and scores them in its own time."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def invoke_async(self, payload: bytes) -> None:
        """Raises ClientError or BotoCoreError when Lambda did not take the payload into its queue."""
        self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=payload)
