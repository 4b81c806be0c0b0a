"""All that the console's views work with: the stack, the API, the alerts in memory, the clock."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

from fraudctl.client.client import Client
from fraudctl.client.fields import LabelFields, ReviewFields
from fraudctl.console.alerts.cache import AlertCache
from fraudctl.console.alerts.refreshing import Refresher
from fraudctl.rollout.table.caller import caller_arn
from fraudctl.stacks.target import Target
from handlers.contract.answers import LabelResult
from handlers.contract.entity_answer import EntityAnswer
from handlers.contract.query import Outcome
from handlers.contract.read_answers import AlertSaid, ReviewAnswer, TransactionAnswer

API_SECONDS = 5.0
"""For a call with its retries: a person waits for it."""

WORKERS = 8
"""Calls under way at once."""

FIND_EVERY = timedelta(seconds=20)
"""Between two looks for a stack on AWS, which ask the Pulumi CLI."""

SEEN_WITHIN = 60.0
"""Seconds after a request for which somebody is taken to look at the page."""


class Api(Protocol):
    """The methods of `fraudctl.client.Client` that the console calls."""

    def label(self, labels: Sequence[LabelFields]) -> list[LabelResult]: ...
    def review(self, action: ReviewFields) -> ReviewAnswer: ...
    def transaction(self, transaction_id: str) -> TransactionAnswer: ...
    def entity(self, kind: str, entity_id: str) -> EntityAnswer: ...
    def alerts(
        self, *, start: datetime | None = None, end: datetime | None = None, outcome: Outcome | None = None
    ) -> Iterator[AlertSaid]: ...
    def reviews(self, *, state: Literal["open", "claimed"] | None = None) -> Iterator[ReviewAnswer]: ...


class Console:
    """The console of a stack.

    Args:
        target: The stack.
        find: Finds it again, after its embedded AWS began anew, or with credentials that were renewed.
        connect: Makes the client of its API.
        by: Who works on reviews, only where the API takes requests that are not signed.
        clock: Returns the time, in UTC.
    """

    def __init__(
        self,
        target: Target,
        *,
        find: Callable[[], Target] | None = None,
        connect: Callable[[Target], Api] | None = None,
        by: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._find, self._connect, self._clock = find or (lambda: target), connect or _client, clock
        self._target, self._api = target, self._connect(target)
        self._lock, self._stale, self._seen = threading.Lock(), False, clock()
        self._next_look = self._seen
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="console")
        self.by = self.caller = by
        """The caller, as reviews name them: by the ARN of the credentials or by `--by`; None until it is known."""
        self.cache = AlertCache()
        self.refresher = Refresher(self)
        self.navigation: Sequence[tuple[str, str]] = ()
        """Addresses of the rooms that have a title, with it."""

    @property
    def target(self) -> Target:
        """Return the stack, as it was found last: its exports, region, and clients of AWS."""
        return self._target

    @property
    def api(self) -> Api:
        """Return the client of the stack's API, the one of docs/api.md."""
        return self._api

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self._clock()

    def learn_caller(self) -> None:
        """Ask AWS whose credentials these are.

        Raises:
            ClientError, BotoCoreError: it does not say.
        """
        self.caller = caller_arn(self._target)

    def together(self, *calls: Callable[[], Any]) -> list["Future[Any]"]:
        """Begin calls side by side; a future's `result()` returns, or raises what the call did."""
        return [self._pool.submit(call) for call in calls]

    def saw_request(self) -> None:
        """Remember that somebody looks: the alerts are refreshed often meanwhile."""
        self._seen = self.now()

    @property
    def is_watched(self) -> bool:
        """Return whether somebody has looked within the last minute."""
        return (self.now() - self._seen).total_seconds() < SEEN_WITHIN

    def lost(self) -> None:
        """Remember that the stack did not answer, or took the credentials for expired: it is to be found again."""
        self._stale = True

    def find_again(self) -> None:
        """Find the stack again where that was asked for; what was there stays where it cannot be found.

        Raises:
            CommandError: it cannot be found.
        """
        with self._lock:
            now = self.now()
            if not self._stale or (self._target.emulator is None and now < self._next_look):
                return
            self._next_look = now + FIND_EVERY
            target = self._find()
            if dict(target.exports) != dict(self._target.exports):
                self.cache.clear()  # an embedded AWS that began anew knows nothing of the payments before
            self._target, self._api, self._stale = target, self._connect(target), False
            self.caller = self.by

    def close(self) -> None:
        """End the threads."""
        self.refresher.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)


def _client(target: Target) -> Api:
    return Client(
        target.exports["api_endpoint"],
        region=target.region,
        credentials=target.credentials(),
        seconds=API_SECONDS,
        connections=WORKERS * 2,
    )
