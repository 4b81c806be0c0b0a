"""Scans of whole tables, in segments side by side, at a rate, and from where an interrupted run had come to."""

import json
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fraudctl.erase.whom import Row

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SEGMENTS = 8
SAVE_EVERY = 20.0
"""Seconds between two notes of how far a run has come."""

DONE = "done"


@dataclass
class ReadRate:
    """The read units a second that scans may take, all together; None for as many as come."""

    units: float | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    taken: float = 0.0
    """All units by now."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _free_at: float = 0.0

    def took(self, units: float) -> None:
        """Count the units that a page took, and wait until the next may be asked for."""
        with self._lock:
            self.taken += units
            if self.units is None:
                return
            now = self.clock()
            self._free_at = max(self._free_at, now) + units / self.units
            pause = self._free_at - now
        self.sleep(pause)


class Progress:
    """The place that each segment of each table has come to, told to `save` as text now and then."""

    def __init__(
        self,
        written: str | None,
        save: Callable[[str], None],
        *,
        segments: int,
        every: float = SAVE_EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Go on from what was written, if it was by as many segments."""
        self.segments = segments
        self._places: dict[str, Any] = _read(written, segments)
        self._save = save
        self._every = every
        self._clock = clock
        self._saved = clock()
        self._lock = threading.Lock()

    def start(self, table: str, segment: int) -> Any:
        """Return the key after which a segment goes on, `DONE` if it is done, and None for its beginning."""
        return self._places.get(f"{table} {segment}")

    def note(self, table: str, segment: int, key: Any) -> None:
        """Note that all up to a key is done; None: that all is."""
        with self._lock:
            self._places[f"{table} {segment}"] = DONE if key is None else key
            if self._clock() - self._saved < self._every:
                return
            self._saved = self._clock()
            self._save(self.written)

    @property
    def written(self) -> str:
        """Return it as text; the keys name transactions, so nobody keeps it for longer than the run takes."""
        return b64encode(json.dumps({"segments": self.segments, "places": self._places}).encode()).decode()


def _read(written: str | None, segments: int) -> dict[str, Any]:
    if not written:
        return {}
    try:
        found = json.loads(b64decode(written))
    except ValueError:  # changed by hand: from the beginning
        return {}
    return dict(found["places"]) if found.get("segments") == segments else {}


@dataclass(frozen=True, kw_only=True)
class TableScan:
    """A scan of one table, whose pages are handed on one after the other within each segment."""

    client: "DynamoDBClient"
    rate: ReadRate
    progress: Progress
    looked: Callable[[int], None] = lambda _: None
    """Is told how many items were looked at."""

    def run(self, table: str, take: Callable[[Sequence[Row]], None], options: Mapping[str, Any]) -> None:
        """Hand every page of the table to `take`, and note how far it is once that is done with it.

        Raises:
            ClientError, BotoCoreError: the table did not answer; the next run goes on from there.
        """
        stop = threading.Event()
        if self.progress.segments == 1:
            self._segment(table, 0, take, options, stop)
            return
        with ThreadPoolExecutor(self.progress.segments) as pool:
            running = [
                pool.submit(self._segment, table, number, take, options, stop)
                for number in range(self.progress.segments)
            ]
            try:
                for each in running:
                    each.result()
            finally:
                stop.set()  # one has failed, or a person ends it, so the others may stop

    def _segment(
        self,
        table: str,
        number: int,
        take: Callable[[Sequence[Row]], None],
        options: Mapping[str, Any],
        stop: threading.Event,
    ) -> None:
        place = self.progress.start(table, number)
        while place != DONE and not stop.is_set():
            page: Any = self.client.scan(
                TableName=table,
                Segment=number,
                TotalSegments=self.progress.segments,
                ReturnConsumedCapacity="TOTAL",
                **({"ExclusiveStartKey": place} if place else {}),
                **options,
            )
            self.looked(page.get("ScannedCount", 0))
            take(page["Items"])
            last = page.get("LastEvaluatedKey")
            place = last or DONE
            self.progress.note(table, number, last)
            self.rate.took(page.get("ConsumedCapacity", {}).get("CapacityUnits", 0.0))
