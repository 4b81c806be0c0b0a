"""Log events: read whole, however many pages they fill, and whether or not a page says that another follows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from fraudctl.observe.log_events import PAGE, log_events


@dataclass
class Logs:
    """A log group that gives the first events since a time, a page of them, and never a token for more."""

    events: Sequence[dict[str, Any]]

    def get_paginator(self, operation: str) -> "Logs":
        assert operation == "filter_log_events"
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        since = asked.get("startTime", 0)
        yield {"events": [each for each in self.events if each["timestamp"] >= since][:PAGE]}


def events(count: int, a_millisecond: int) -> list[dict[str, Any]]:
    """Return events of which some bear the same time, and every fifth says the same as the one before."""
    return [
        {"timestamp": 1_000 + place // a_millisecond, "logStreamName": "s", "message": str(place - (place % 5 == 4))}
        for place in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 3 * PAGE + 7])
@pytest.mark.parametrize("a_millisecond", [1, 7, 64])
def test_every_event_is_read_once(count: int, a_millisecond: int) -> None:
    written = events(count, a_millisecond)

    assert list(log_events(Logs(written), logGroupName="group")) == written


def test_more_events_of_a_millisecond_than_a_page_holds_end_the_reading() -> None:
    written = events(PAGE + 5, PAGE * 2)

    assert list(log_events(Logs(written), logGroupName="group")) == written[:PAGE]


def test_pages_that_follow_each_other_by_tokens_are_read_once() -> None:
    written = events(2 * PAGE + 3, 1)

    class Paged(Logs):
        def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
            left = [each for each in self.events if each["timestamp"] >= asked.get("startTime", 0)]
            yield from ({"events": left[at : at + PAGE]} for at in range(0, len(left), PAGE))

    assert list(log_events(Paged(written), logGroupName="group")) == written
