"""The thread that keeps the alerts in memory up to date, and those that read the details of what is shown."""

import logging
import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from fraudctl.client.exceptions import NoAnswer, UnknownId
from fraudctl.console.alerts.case import Detail
from fraudctl.console.trouble import FAILURES, Trouble, trouble_of

if TYPE_CHECKING:
    from fraudctl.console.context import Console

logger = logging.getLogger(__name__)

WATCHED, UNWATCHED = 3.0, 60.0
"""Seconds between two refreshes, while somebody looks and while nobody does."""

PART = 100
"""Alerts that are taken in at once: a page of the API's."""

OVERLAP = timedelta(minutes=2)
"""The time the newest alert from which on it looks again: alerts are written side by side, and the index follows."""

READERS = 4
"""Details that are read at once, by threads of their own, so that no page waits behind them."""

DETAIL_SECONDS = 0.1
"""For which a page waits for details; what comes later is there at its next refresh."""


class Refresher:
    """Refreshes a console's alerts until it is stopped."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._ended = threading.Event()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="console-details")
        self._reading: dict[str, Future[Any]] = {}
        self._lock = threading.Lock()
        self._asking: Future[None] | None = None
        self.trouble: Trouble | None = None
        """The reason why the last refresh failed; None where it did not."""

    def start(self) -> None:
        """Begin, in a thread that ends with the process."""
        threading.Thread(target=self._run, name="console-refresher", daemon=True).start()

    def stop(self) -> None:
        """End it after the refresh that is under way."""
        with self._lock:
            self._ended.set()
        self._readers.shutdown(wait=False, cancel_futures=True)

    def refresh(self) -> None:
        """Read what is new; what fails is said on the pages, and tried again the next time."""
        try:
            self._refresh()
        except Exception as error:  # else its thread would end, and the pages stand still without a word
            logger.exception("a refresh failed")
            self.trouble = trouble_of(error, self._console)

    def read_details(self, transaction_ids: Iterable[str]) -> None:
        """Have the details of these read, and wait for them for a moment."""
        with self._lock:
            if self._ended.is_set():
                return
            self._reading = {each: future for each, future in self._reading.items() if not future.done()}
            for each in transaction_ids:
                if each not in self._reading:
                    self._reading[each] = self._readers.submit(self._read_detail, each)
            futures = list(self._reading.values())
        wait(futures, timeout=DETAIL_SECONDS)

    def _refresh(self) -> None:
        with self._lock:  # asked apart, since it may take long and is needed for little
            if self._console.caller is None and not self._ended.is_set() and (not self._asking or self._asking.done()):
                self._asking = self._readers.submit(self._ask_who_calls)
        try:
            self._console.find_again()
        except FAILURES as error:  # it is away for the reason that it went away for
            went = self.trouble or trouble_of(NoAnswer(""), self._console)
            self.trouble = replace(went, said=str(error))
            return
        try:
            self._read_reviews()
            self._read_new()
            self._read_older()
        except FAILURES as error:
            self.trouble = trouble_of(error, self._console)
        else:
            self.trouble = None

    def _run(self) -> None:
        while not self._ended.is_set():
            self.refresh()
            self._ended.wait(WATCHED if self._console.is_watched or self.trouble else UNWATCHED)

    def _ask_who_calls(self) -> None:
        with suppress(*FAILURES):  # until AWS says it, no review is taken for the person's own
            self._console.learn_caller()

    def _read_reviews(self) -> None:
        asked = self._console.now()
        self._console.cache.put_reviews(list(self._console.api.reviews()), asked)

    def _read_new(self) -> None:
        """Read what was alerted since the newest one that is known."""
        cache, began = self._console.cache, self._console.now()
        if (bounds := cache.bounds) is None:
            return
        cache.put_alerts(self._console.api.alerts(start=bounds[1] - OVERLAP))
        cache.refreshed(began, complete=cache.snapshot().complete)

    def _read_older(self) -> None:
        """Read the alerts before the oldest one that is known, until there are as many as are kept."""
        cache, began = self._console.cache, self._console.now()
        found, bounds = cache.snapshot(), cache.bounds
        if found.complete and bounds:
            return
        alerts = self._console.api.alerts(end=bounds[0]) if bounds else self._console.api.alerts()
        left = cache.most - found.alerts
        while left > 0 and not self._ended.is_set():
            part = list(islice(alerts, min(PART, left)))
            cache.put_alerts(part)
            left -= len(part)
            if len(part) < PART:
                break
        cache.refreshed(began, complete=True)

    def _read_detail(self, transaction_id: str) -> None:
        try:
            self._console.cache.put_detail(transaction_id, Detail.of(self._console.api.transaction(transaction_id)))
        except UnknownId:
            self._console.cache.put_detail(transaction_id, Detail())  # its row is gone
        except FAILURES as error:
            trouble_of(error, self._console)  # the next refresh says it, and the row that its reasons are not read
