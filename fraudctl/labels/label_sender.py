"""Labels sent to the API, a hundred in a request; what may succeed later is sent again a few times."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import msgspec
from urllib3.exceptions import HTTPError

from fraudctl.client.api_client import ApiClient
from fraudctl.client.delivery import failure_reason
from fraudctl.errors import CommandError
from fraudctl.labels.label_file import NumberedLabel
from handlers.contract.errors import Refused
from handlers.contract.label import MAX_LABELS

MAX_TRIES = 4
FIRST_PAUSE = 1.0
"""Seconds before labels that were unavailable are sent again; doubled each time."""

STORED = ("stored", "duplicate")

_encode = msgspec.json.Encoder(decimal_format="number").encode


class LabelLineResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a line: a status of the API's, its reason, and the label that counts now."""

    number: int
    status: str
    error: str = ""
    label: str = ""


class LabelSender:
    """Sends labels in their order; those of a window side by side, a request each hundred."""

    def __init__(self, client: ApiClient, *, concurrency: int = 1, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._pool = ThreadPoolExecutor(concurrency)
        self._pause = pause
        self.window = concurrency * MAX_LABELS
        """Labels to send at once."""

    def send(self, labels: Sequence[NumberedLabel]) -> list[LabelLineResult]:
        """Return the result of each label, in order.

        Raises:
            CommandError: the API could not be reached, or refused a whole request.
        """
        results = {number: refused_line(number, each) for number, each in labels if isinstance(each, Refused)}
        waiting = [(number, each) for number, each in labels if not isinstance(each, Refused)]
        for try_ in range(MAX_TRIES):
            if try_:
                self._pause(FIRST_PAUSE * 2 ** (try_ - 1))
            requests = [waiting[first : first + MAX_LABELS] for first in range(0, len(waiting), MAX_LABELS)]
            for answered in self._pool.map(self._post, requests):
                results |= {each.number: each for each in answered}
            waiting = [each for each in waiting if results[each[0]].status == "unavailable"]
            if not waiting:
                break
        return [results[number] for number, _ in labels]

    def _post(self, labels: Sequence[tuple[int, dict[str, Any]]]) -> list[LabelLineResult]:
        try:
            answer = self._client.post(_encode({"labels": [fields for _, fields in labels]}))
        except HTTPError as error:
            raise CommandError(f"the API could not be reached: {failure_reason(error)}") from error
        results = answer.body.get("results")
        if answer.status != HTTPStatus.OK or not isinstance(results, list) or len(results) != len(labels):
            raise CommandError(f"the API answered HTTP {answer.status}: {answer.body.get('error') or 'no results'}")
        return [
            LabelLineResult(
                number=number, status=each["status"], error=each.get("error", ""), label=each.get("label", "")
            )
            for (number, _), each in zip(labels, results, strict=True)
        ]


def refused_line(number: int, refused: Refused) -> LabelLineResult:
    """Return the result of a line that cannot be sent."""
    return LabelLineResult(number=number, status="refused", error=str(refused))
