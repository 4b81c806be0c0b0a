"""Pages of alerts: chosen by outcome, of bounded work, and with cursors that go with their filter only."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.aws.paging import MOST_CALLS, MOST_ROWS
from handlers.contract.errors import Refused
from tests.handlers.aws.test_alert_pages import NOW, REVIEWS, alert, an_index, ids, pages_of


def test_alerts_are_chosen_by_the_outcome_that_was_answered_first_and_show_the_final_one() -> None:
    rows = [
        alert("declined", NOW),
        alert("reviewed", NOW - timedelta(1), outcome="review"),
        alert("overridden", NOW - timedelta(2), outcome="decline", override="review"),
        alert("spared", NOW - timedelta(3), outcome="review", override="approve"),
    ]
    index = an_index(rows)
    decided = {"transaction_id": "reviewed", "final_outcome": "approve"}
    index.others[REVIEWS] = {"reviewed": decided, "overridden": {"transaction_id": "overridden"}}
    assert ids(pages_of(index, outcome="decline")) == ["declined"]
    (page,) = pages_of(index, outcome="review")
    first, second = page["alerts"]
    assert (first["transaction_id"], first["outcome"], first["final_outcome"]) == ("reviewed", "review", "approve")
    assert (second["transaction_id"], second["own_outcome"], second["override"]) == ("overridden", "decline", "review")
    assert "final_outcome" not in second
    assert ids(pages_of(index, outcome="approve")) == ["spared"]


def test_no_request_reads_more_than_it_may_and_the_next_goes_on() -> None:
    rows = [alert(f"t-{number}", NOW - timedelta(seconds=number)) for number in range(6_000)]
    rows.append(alert("wanted", NOW - timedelta(seconds=7_000), outcome="review"))
    index, found, empty = an_index(rows), list[str](), 0
    for page in pages_of(index, outcome="review"):
        assert index.read <= MOST_ROWS + 400
        index.read = 0
        found += [each["transaction_id"] for each in page["alerts"]]
        empty += not page["alerts"]
    assert found == ["wanted"]
    assert empty >= 2


def test_a_month_without_alerts_is_looked_through_in_one_request() -> None:
    index = an_index([alert("old", NOW - timedelta(days=29))])
    (page,) = pages_of(index)
    assert [each["transaction_id"] for each in page["alerts"]] == ["old"]
    assert len(index.queries) <= MOST_CALLS


def test_nothing_is_looked_for_before_scores_are_kept() -> None:
    index = an_index([alert("expired", NOW - timedelta(days=40))])
    assert ids(pages_of(index, start=NOW - timedelta(days=400))) == []


def test_the_first_page_of_a_hot_day_reads_little_more_than_it_shows() -> None:
    rows = [alert(f"t-{number}", NOW - timedelta(milliseconds=number)) for number in range(10_000)]
    index = an_index(rows)
    assert len(next(pages_of(index))["alerts"]) == 50
    assert index.read <= 2 * 50


@pytest.mark.parametrize(
    "other",
    [{"outcome": "review"}, {"start": NOW - timedelta(days=3)}, {"end": NOW}],
    ids=["outcome", "from", "to"],
)
def test_a_cursor_of_another_filter_is_refused(other: dict[str, Any]) -> None:
    rows = [alert(f"t-{number}", NOW - timedelta(days=1, seconds=number)) for number in range(3)]
    cursor = next(pages_of(an_index(rows), limit=1))["cursor"]
    with pytest.raises(Refused, match="cursor: must be the one of the page before"):
        next(pages_of(an_index(rows), limit=1, cursor=cursor, **other))


def test_a_cursor_goes_with_another_limit() -> None:
    rows = [alert(f"t-{number}", NOW - timedelta(seconds=number)) for number in range(5)]
    index = an_index(rows)
    cursor = next(pages_of(index, limit=1))["cursor"]
    assert ids(pages_of(index, limit=100, cursor=cursor)) == ["t-1", "t-2", "t-3", "t-4"]
