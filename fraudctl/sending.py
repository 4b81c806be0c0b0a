"""Sends lines of transactions to the API, many at a time."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from fraudctl.delivery import deliver
from fraudctl.fates import Summary
from fraudctl.posting import Poster
from fraudctl.reading import Line


def send(
    lines: Iterable[Line],
    poster: Poster,
    *,
    concurrency: int,
    batch: int = 1,
    rate: float | None = None,
    progress: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Posts the lines, `batch` a request, `concurrency` requests at a time and at most `rate` lines a second.

    A bad line never stops the rest.
    """
    summary = Summary()
    lock, room, never = threading.Lock(), threading.Semaphore(concurrency * 2), threading.Event()
    unforeseen: list[BaseException] = []

    def one(group: list[Line]) -> None:
        fates, seconds = deliver(group, poster, batch=batch > 1)
        with lock:
            summary.add(fates, seconds)
            progress(summary)

    def done(future: Future[None]) -> None:
        room.release()
        if error := future.exception():
            unforeseen.append(error)

    started, taken = time.perf_counter(), 0
    with ThreadPoolExecutor(concurrency) as threads:
        for group in _groups(lines, batch):
            if rate:
                never.wait(max(0.0, started + taken / rate - time.perf_counter()))
            room.acquire()  # so that a long file is read no faster than it is sent
            threads.submit(one, group).add_done_callback(done)
            taken += len(group)
    summary.seconds = time.perf_counter() - started
    if unforeseen:
        raise unforeseen[0]
    return summary


def _groups(lines: Iterable[Line], size: int) -> Iterator[list[Line]]:
    rest = iter(lines)
    while group := list(islice(rest, size)):
        yield group
