"""Sends lines of transactions to the API, and says what became of each."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import msgspec
import urllib3

from fraudctl.latency import percentiles
from fraudctl.posting import RETRIED, Answer, Poster
from handlers.domain.errors import Refused
from handlers.domain.request import LARGEST_BODY, convert, parse

LABEL = "label"
"""The field that a simulated line tells its kind by; it is for the sender, and never posted."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """An accepted transaction, when (epoch seconds) its answer came, and the sender's label."""

    transaction_id: str
    accepted_at: float
    label: str | None


@dataclass(kw_only=True)
class Summary:
    """What became of all lines; `refused` and `failed` hold the line numbers by reason."""

    lines: int = 0
    accepted: list[Sent] = field(default_factory=list)
    duplicates: int = 0
    refused: dict[str, list[int]] = field(default_factory=dict)
    failed: dict[str, list[int]] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Counts, reasons, and latencies in milliseconds."""
        return {
            "lines": self.lines,
            "accepted": len(self.accepted),
            "duplicates": self.duplicates,
            "refused": self.refused,
            "failed": self.failed,
            "seconds": round(self.seconds, 3),
            "per_second": round(len(self.accepted) / self.seconds, 1) if self.seconds else 0.0,
            "latency_ms": percentiles(self.latencies),
        }

    @property
    def complete(self) -> bool:
        """Whether every line was accepted, now or before."""
        return not self.refused and not self.failed


def send(
    lines: Iterable[bytes],
    poster: Poster,
    *,
    concurrency: int,
    rate: float | None = None,
    progress: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Posts each line, `concurrency` at a time and at most `rate` a second; a bad line never stops the rest."""
    summary = Summary()
    lock, room, never = threading.Lock(), threading.Semaphore(concurrency * 2), threading.Event()

    def one(number: int, line: bytes) -> None:
        outcome = _deliver(line, poster)
        with lock:
            _count(summary, number, outcome)
            progress(summary)

    def done(future: Future[None]) -> None:
        room.release()
        if error := future.exception():
            unforeseen.append(error)

    unforeseen: list[BaseException] = []
    started = time.perf_counter()
    with ThreadPoolExecutor(concurrency) as threads:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            if rate:
                never.wait(max(0.0, started + (number - 1) / rate - time.perf_counter()))
            room.acquire()  # so that a long file is read no faster than it is sent
            threads.submit(one, number, line).add_done_callback(done)
    summary.seconds = time.perf_counter() - started
    if unforeseen:
        raise unforeseen[0]
    return summary


Outcome = tuple[Answer, str | None] | Refused | urllib3.exceptions.HTTPError


def _deliver(line: bytes, poster: Poster) -> Outcome:
    try:
        body, label = request_of(line)
        return poster.post(body), label
    except (Refused, urllib3.exceptions.HTTPError) as error:
        return error


def request_of(line: bytes) -> tuple[bytes, str | None]:
    """The request to post and the label to keep.

    Raises:
        Refused: the line breaks the request's contract, in the API's own words.
    """
    if len(line) > LARGEST_BODY:
        raise Refused("body", f"must be at most {LARGEST_BODY} bytes")
    fields = parse(line)
    label = fields.pop(LABEL, None)
    convert(fields)
    return _encode(fields), label


def _count(summary: Summary, number: int, outcome: Outcome) -> None:
    summary.lines += 1
    match outcome:
        case Refused():
            summary.refused.setdefault(str(outcome), []).append(number)
        case urllib3.exceptions.HTTPError():
            summary.failed.setdefault("the API could not be reached", []).append(number)
        case answer, label:
            summary.latencies.append(answer.seconds)
            if answer.status != HTTPStatus.OK:
                transient = answer.status in RETRIED or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
                reasons = summary.failed if transient else summary.refused
                reasons.setdefault(_reason(answer), []).append(number)
            elif answer.body.get("duplicate"):
                summary.duplicates += 1
            else:
                identity = answer.body["transaction_id"]
                summary.accepted.append(Sent(transaction_id=identity, accepted_at=answer.received, label=label))


def _reason(answer: Answer) -> str:
    return str(answer.body.get("error") or answer.body.get("message") or f"HTTP {answer.status}")
