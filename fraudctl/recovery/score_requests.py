"""Redrive of Scoring's queue: the payloads that Scoring failed on."""

import functools
import json
from collections.abc import Callable

import msgspec

from fraudctl.recovery.errors import Unprocessable
from fraudctl.recovery.function_client import ScoringClient
from handlers.contract.score_request import unpack
from handlers.contract.transaction import Transaction


class ScoreRequestHandler:
    """A redrive handler that hands each payload to Scoring again."""

    def __init__(self, scoring: ScoringClient) -> None:
        self._scoring = scoring

    def __call__(self, body: str) -> Callable[[], int]:
        """Return the task of a message; raise Unprocessable for what is not a score request."""
        payload, _ = parse_score_request(body)
        return functools.partial(self._scoring.score, payload)


def parse_score_request(body: str) -> tuple[bytes, list[Transaction]]:
    """Return the payload in a message, and the transactions in it.

    Lambda's dead-letter queues hold the payload itself, its on-failure destinations an envelope around it; the embedded
    AWS sends the envelope to both. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html

    Raises:
        Unprocessable: it holds no score request.
    """
    try:
        content = json.loads(body)
        if isinstance(content, dict) and "requestPayload" in content:
            payload = content["requestPayload"]
            return json.dumps(payload).encode(), unpack(payload)
        return body.encode(), unpack(content)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise Unprocessable(f"is no score request: {error}") from None
