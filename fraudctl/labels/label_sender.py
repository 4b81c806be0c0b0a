"""Labels sent to the API, a hundred in a request; what may succeed later is sent again a few times."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import msgspec
from urllib3.exceptions import HTTPError

from fraudctl.client.api_client import ApiClient
from fraudctl.client.failure import failure_reason
from fraudctl.errors import CommandError
from fraudctl.labels.label_file import NumberedLabel
from handlers.contract.errors import Refused
from handlers.contract.label import MAX_LABELS

MAX_TRIES = 4
FIRST_PAUSE = 1.0
"""Seconds before labels that were unavailable are sent again; doubled each time."""

STORED = ("stored", "duplicate")

SentLabel = tuple[int, dict[str, Any]]
"""A line's number, and its fields."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class LabelLineResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a line: a status of the API's, its reason, and the label that counts now."""

    number: int
    status: str
    error: str = ""
    label: str = ""


class LabelSender:
    """Sends labels, a hundred in a request and several requests side by side; those of one id in their order."""

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
            for requests in rounds(waiting):
                for answered in self._pool.map(self._post, requests):
                    results |= {each.number: each for each in answered}
            waiting = [each for each in waiting if results[each[0]].status == "unavailable"]
            if not waiting:
                break
        return [results[number] for number, _ in labels]

    def _post(self, labels: Sequence[SentLabel]) -> list[LabelLineResult]:
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


def rounds(labels: Sequence[SentLabel]) -> Iterator[list[list[SentLabel]]]:
    """Yield requests that may be sent side by side, round after round: no id stands in two of one round.

    Of labels that are known since the same time the one that is received last counts, so the file's order matters.
    """
    left = list(labels)
    while left:
        requests, of_id, later = [list[SentLabel]()], dict[str, list[SentLabel]](), list[SentLabel]()
        for each in left:
            name = str(each[1].get("transaction_id"))
            if len(requests[-1]) == MAX_LABELS:
                requests.append([])
            request = of_id.setdefault(name, requests[-1])
            (request if len(request) < MAX_LABELS else later).append(each)
        yield [each for each in requests if each]
        left = later


def refused_line(number: int, refused: Refused) -> LabelLineResult:
    """Return the result of a line that cannot be sent."""
    return LabelLineResult(number=number, status="refused", error=str(refused))
