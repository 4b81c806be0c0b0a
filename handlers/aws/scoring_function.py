"""The scoring function, as Processing uses it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class ScoringFunction:
    """Scoring, invoked asynchronously."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def invoke_async(self, payload: bytes) -> None:
        """Put a payload into Lambda's queue; raise ClientError or BotoCoreError when Lambda did not take it."""
        self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=payload)
