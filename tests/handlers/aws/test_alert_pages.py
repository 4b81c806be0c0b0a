"""Pages of alerts: each alert once, the newest first, however the pages are cut and whatever arrives meanwhile."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.aws.alert_pages import AlertPages
from handlers.aws.review_reader import ReviewReader
from handlers.contract.cursor import Place, encode_cursor
from handlers.contract.errors import Refused
from handlers.contract.query import AlertsQuery
from handlers.contract.shard import shard_of
from tests.handlers.aws.index_in_memory import IndexInMemory

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SCORES, REVIEWS = "fraud-scores-test", "fraud-reviews-test"


def alert(name: str, at: datetime, **fields: Any) -> dict[str, Any]:
    """Return the row of an alert, as the index has it."""
    return {
        "transaction_id": name,
        "alert_shard": f"{at.date().isoformat()}#{shard_of(name)}",
        "alerted_at": at.isoformat(),
        "timestamp": 1_795_000_000_000,
        "fraud_score": 1,
        "amount": 12,
        "merchant": "Shop",
        "outcome": "decline",
        **fields,
    }


def an_index(rows: Sequence[Mapping[str, Any]]) -> IndexInMemory:
    return IndexInMemory("alert_shard", "alerted_at", list(rows))


def pages_of(index: Any, now: datetime = NOW, **asked: Any) -> Iterator[dict[str, Any]]:
    """Yield all pages."""
    pages = AlertPages(index, SCORES, ReviewReader(index, REVIEWS), retention=timedelta(days=30))
    query = AlertsQuery(**{"start": None, "end": None, "outcome": None, "limit": 50, "cursor": None, **asked})
    while True:
        page = pages.page(query, now)
        yield page
        if "cursor" not in page:
            return
        query = query._replace(cursor=page["cursor"])


def ids(pages: Iterator[dict[str, Any]]) -> list[str]:
    return [each["transaction_id"] for page in pages for each in page["alerts"]]


MOMENTS = st.lists(st.sampled_from([0, 1, 2, 1_000_000, 43_200_000_000, 86_400_000_000, 300_000_000_000]), max_size=40)
"""Microseconds ago: many at the same moment, some around midnight, some days before."""


@given(ago=MOMENTS, limit=st.integers(1, 7))
@settings(max_examples=150, deadline=None)
def test_every_alert_is_listed_once_and_none_before_a_newer_one(ago: list[int], limit: int) -> None:
    rows = [alert(f"t-{number}", NOW - timedelta(microseconds=each)) for number, each in enumerate(ago)]
    pages = list(pages_of(an_index(rows), limit=limit))
    listed = [each for page in pages for each in page["alerts"]]
    assert sorted(each["transaction_id"] for each in listed) == sorted(each["transaction_id"] for each in rows)
    times = {each["transaction_id"]: each["alerted_at"] for each in rows}
    in_order = [times[each["transaction_id"]] for each in listed]
    assert in_order == sorted(in_order, reverse=True)
    assert all(len(page["alerts"]) == limit for page in pages[:-1])


@given(ago=MOMENTS, limit=st.integers(1, 5), newer=st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_alerts_that_come_meanwhile_move_none(ago: list[int], limit: int, newer: int) -> None:
    rows = [alert(f"t-{number}", NOW - timedelta(microseconds=each)) for number, each in enumerate(ago)]
    index = an_index(rows)
    before = ids(pages_of(index, limit=limit))
    listed = list[str]()
    for turn, page in enumerate(pages_of(index, limit=limit)):
        listed += [each["transaction_id"] for each in page["alerts"]]
        index.rows += [alert(f"new-{turn}-{each}", NOW + timedelta(seconds=each + 1)) for each in range(newer)]
    assert listed == before


@given(ago=MOMENTS, limit=st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_an_alert_that_expires_meanwhile_takes_no_other_along(ago: list[int], limit: int) -> None:
    rows = [alert(f"t-{number}", NOW - timedelta(microseconds=each)) for number, each in enumerate(ago)]
    index, listed = an_index(rows), set[str]()
    for page in pages_of(index, limit=limit):
        listed |= {each["transaction_id"] for each in page["alerts"]}
        if page["alerts"]:  # the very one that the cursor stands after
            gone = page["alerts"][-1]["transaction_id"]
            index.rows = [each for each in index.rows if each["transaction_id"] != gone]
    assert listed == {each["transaction_id"] for each in rows}


@given(
    ago=MOMENTS,
    start=st.none() | st.sampled_from([1, 1_000_000, 86_400_000_000]),
    end=st.none() | st.sampled_from([0, 1, 43_200_000_000]),
    limit=st.integers(1, 7),
)
@settings(max_examples=150, deadline=None)
def test_only_alerts_from_a_time_to_before_another_are_listed(
    ago: list[int], start: int | None, end: int | None, limit: int
) -> None:
    rows = [alert(f"t-{number}", NOW - timedelta(microseconds=each)) for number, each in enumerate(ago)]
    since, before = (None if each is None else NOW - timedelta(microseconds=each) for each in (start, end))
    if since and before and since >= before:
        return
    within = [
        f"t-{number}"
        for number, each in enumerate(ago)
        if (start is None or each <= start) and (end is None or each > end)
    ]
    assert sorted(ids(pages_of(an_index(rows), start=since, end=before, limit=limit))) == sorted(within)


def test_a_day_ends_before_midnight_and_the_next_begins_with_it() -> None:
    midnight = datetime(2026, 11, 27, tzinfo=UTC)
    rows = [alert("first", midnight), alert("last", midnight - timedelta(microseconds=1))]
    assert ids(pages_of(an_index(rows), start=midnight)) == ["first"]
    assert ids(pages_of(an_index(rows), end=midnight)) == ["last"]
    assert ids(pages_of(an_index(rows), limit=1)) == ["first", "last"]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place("someday"), "names no day"),
        (Place("2026-11-27", "2026-11-25T00:00:00+00:00"), "is beyond what is asked for"),
        (Place("2026-11-27", 1_795_000_000_000), "is beyond what is asked for"),
        (Place("2026-11-28"), "is beyond what is asked for"),
    ],
)
def test_a_cursor_that_no_page_has_given_is_refused(place: Place, said: str) -> None:
    asked: dict[str, Any] = {"start": NOW - timedelta(days=1), "end": NOW, "outcome": None, "limit": 50}
    made_up = encode_cursor(place, [*AlertsQuery(**asked, cursor=None).bound, SCORES])

    with pytest.raises(Refused, match=f"cursor: {said}"):
        list(pages_of(an_index([alert("t-1", NOW - timedelta(hours=1))]), **asked, cursor=made_up))
