"""Functions of the stack, invoked so that their answer is known."""

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.recovery.errors import Retryable

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

PATIENCE = 150
"""Seconds; above the longest timeout of a function, so that no call is repeated while its first run still goes on."""

LONGEST_MESSAGE = 200


class FunctionClient:
    """One function."""

    def __init__(self, client: "LambdaClient", name: str) -> None:
        self._client = client
        self._name = name

    def __call__(self, payload: bytes) -> dict[str, Any]:
        """The function's answer.

        Raises:
            Retryable: it could not be invoked, or failed; says why.
        """
        try:
            answer = self._client.invoke(FunctionName=self._name, InvocationType="RequestResponse", Payload=payload)
            body = answer["Payload"].read()
        except ClientError as error:
            raise Retryable(f"{self._name} could not be invoked: {error.response['Error']['Code']}") from error
        except BotoCoreError as error:
            raise Retryable(f"{self._name} could not be invoked: {type(error).__name__}") from error
        result: dict[str, Any] = json.loads(body)
        if "FunctionError" in answer:
            reason = f"{result.get('errorType', 'error')}: {result.get('errorMessage', '')}"
            raise Retryable(f"{self._name} failed: {' '.join(reason.split())[:LONGEST_MESSAGE]}")
        return result


class ScoringClient:
    """Scoring, invoked synchronously: once it answers, every score is written and every alert published."""

    def __init__(self, invocation: FunctionClient) -> None:
        self._invocation = invocation

    def score(self, payload: bytes) -> int:
        """How many of the payload's transactions had not been scored before; raises Retryable."""
        return int(self._invocation(payload)["scored"])
