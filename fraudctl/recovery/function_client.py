"""The stack's functions, invoked synchronously, so that their answer is known."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.errors import CommandError
from fraudctl.recovery.errors import Retryable

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

    from fraudctl.stacks.target import Target

INVOCATION_TIMEOUT = 150
"""Seconds; above the longest timeout of a function, so that no call is retried while its first run still goes on."""

LONGEST_MESSAGE = 200


class FunctionClient:
    """One function of the stack."""

    def __init__(self, client: "LambdaClient", name: str) -> None:
        self._client = client
        self._name = name

    @classmethod
    def scoring(cls, target: "Target") -> Self:
        """Return the client of a stack's Scoring."""
        client = target.client("lambda", read_seconds=INVOCATION_TIMEOUT)
        return cls(client, target.exports["scoring_function_name"])

    def invoke(self, payload: bytes) -> dict[str, Any]:
        """Return the function's answer.

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


class ScoringClient(FunctionClient):
    """Scoring: once it answers, every score is written and every alert published."""

    def score(self, payload: bytes) -> int:
        """Return how many of the payload's transactions had not been scored before; raise Retryable."""
        return int(self.invoke(payload)["scored"])

    def score_retention(self) -> timedelta:
        """Return how long a score is kept, from Scoring's own environment.

        Raises:
            CommandError: the function does not say, or its environment cannot be decrypted.
        """
        environment = self._client.get_function_configuration(FunctionName=self._name).get("Environment", {})
        if refusal := environment.get("Error"):
            raise CommandError(f"the environment of {self._name} cannot be read: {refusal.get('Message')}")
        days = environment.get("Variables", {}).get("SCORE_RETENTION_DAYS", "")
        try:
            return timedelta(days=int(days))
        except (ValueError, OverflowError) as error:
            raise CommandError(
                f"{self._name} does not say how long scores are kept (SCORE_RETENTION_DAYS is {days!r}): "
                "run `pulumi up`"
            ) from error
