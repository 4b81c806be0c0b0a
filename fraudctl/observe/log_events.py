"""All events of a log group, by time."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

PAGE = 10_000
"""Events of a page at most, here and on AWS; the embedded AWS does not say that another follows."""


def log_events(client: Any, **request: Any) -> Iterator[dict[str, Any]]:
    """Yield the events that FilterLogEvents finds for a request, each once, however many pages they fill.

    On the embedded AWS those of one millisecond have to fit into a page: what is beyond it cannot be asked for.
    """
    seen = Counter[tuple[Any, ...]]()
    while True:
        found: list[dict[str, Any]] = []
        for page in client.get_paginator("filter_log_events").paginate(**request):
            found = page["events"]
            for each in found:
                if seen[_identity(each)]:
                    seen[_identity(each)] -= 1
                else:
                    yield each
        if len(found) < PAGE or found[0]["timestamp"] == found[-1]["timestamp"]:
            return
        request["startTime"] = newest = found[-1]["timestamp"]
        seen = Counter(_identity(each) for each in found if each["timestamp"] == newest)


def _identity(event: Mapping[str, Any]) -> tuple[Any, ...]:
    return event["timestamp"], event.get("logStreamName"), event["message"]
