"""Processing's queue: stream ranges that Lambda gave up on, and single records that Processing set aside."""

import functools
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from fraudctl.recovery.errors import Poisoned
from fraudctl.recovery.failed_range import FailedRange, failed_range
from fraudctl.recovery.invocation import Scorer
from fraudctl.recovery.redriving import Work
from fraudctl.recovery.stream_history import Forgotten, StreamHistory
from handlers.domain.payloads import pack
from handlers.domain.stream import Arrival, Poison, read

FromTable = Callable[[datetime], bool]
"""Has all transactions scored that came in up to a moment; says whether any was left, raises NotDurable."""


class StreamFailures:
    """Reads records as Processing would have, and has them scored."""

    def __init__(self, history: StreamHistory, scorer: Scorer, from_table: FromTable) -> None:
        self._history = history
        self._scorer = scorer
        self._from_table = from_table

    def __call__(self, body: str) -> Work:
        """Raises Poisoned for a record that is still no transaction, and for what is neither kind of message."""
        content = parsed(body)
        if wanted := failed_range(content):
            return functools.partial(self._bring_back, wanted)
        record = set_aside(content)
        found = list(read([record]))  # what was poison may be none to the code of today
        for each in found:
            if isinstance(each, Poison):
                raise Poisoned(each.reason, subject=subject(record))
        return functools.partial(self._score, found)

    def _bring_back(self, wanted: FailedRange) -> bool:
        try:
            records = self._history.read(wanted)
        except Forgotten:
            return self._from_table(wanted.approximate_arrival_of_last_record)
        return self._score(list(read(records)))

    def _score(self, found: Sequence[Arrival | Poison]) -> bool:
        """Raises Poisoned when a record was none, once the others are scored."""
        arrivals = [each for each in found if isinstance(each, Arrival)]
        fresh = sum(self._scorer.score(payload) for _, payload in pack(arrivals))
        for each in found:
            if isinstance(each, Poison):
                raise Poisoned(each.reason, subject=subject(each.record))
        return fresh > 0


def parsed(body: str) -> Any:
    """The JSON in a message; raises Poisoned."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Poisoned("is no JSON") from None


def set_aside(content: Any) -> dict[str, Any]:
    """The record that Processing set aside; raises Poisoned when the message holds none."""
    match content:
        case {"reason": str(), "record": {"dynamodb": dict()} as record}:
            return dict(record)
        case _:
            raise Poisoned("is neither a failure record of Lambda's nor a record that Processing set aside")


def subject(record: Any) -> str:
    """The id of the transaction that a record is about, or its place in the stream."""
    change = record.get("dynamodb", {})
    identity = change.get("Keys", {}).get("transaction_id", {})
    return str(identity.get("S") or change.get("SequenceNumber", ""))
