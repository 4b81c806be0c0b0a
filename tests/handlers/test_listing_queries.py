"""Alerts and reviews are listed through the function, with cursors that go with their request only."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.contract.shard import shard_of
from tests.handlers.aws.test_alert_pages import alert
from tests.handlers.decisions_on_aws import NOW
from tests.handlers.queries_on_aws import QueriesOnAws
from tests.handlers.reviews_table import REVIEWS
from tests.handlers.test_decisions import PAID
from tests.handlers.test_transactions_said import REVIEW

AT = datetime.fromtimestamp(NOW / 1000, UTC)


def put_alerts(queries: QueriesOnAws, count: int, **fields: Any) -> None:
    """Write alerts, a minute apart, three at a time."""
    queries.put_scores(*(alert(f"t-{each}", AT - timedelta(minutes=each // 3), **fields) for each in range(count)))


def put_review(queries: QueriesOnAws, name: str, **fields: Any) -> None:
    """Write a review that waits."""
    queries.put(REVIEWS, {**REVIEW, "transaction_id": name, "review_shard": shard_of(name), **fields})


def listed(queries: QueriesOnAws, route: str, **query: str) -> list[Mapping[str, Any]]:
    """Return all entries of all pages."""
    found, what = list[Mapping[str, Any]](), route.removeprefix("/")
    while True:
        answer = queries.get(route, **query)
        assert answer.status == 200, answer.body
        assert answer.body.keys() <= {what, "cursor"}
        found += answer.body[what]
        if "cursor" not in answer.body:
            return found
        query["cursor"] = answer.body["cursor"]


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
def test_all_alerts_are_listed_the_newest_first(queries: QueriesOnAws, limit: int) -> None:
    put_alerts(queries, 13)
    found = listed(queries, "/alerts", limit=str(limit))
    assert sorted(each["transaction_id"] for each in found) == sorted(f"t-{each}" for each in range(13))
    times = [each["alerted_at"] for each in found]
    assert times == sorted(times, reverse=True)


def test_what_scoring_alerts_and_opens_is_listed_and_read_back(queries: QueriesOnAws) -> None:
    queries.decisions.post(PAID)
    queries.decisions.score()
    scored_at = datetime.now(UTC)  # Scoring's clock is the machine's
    queries.decisions.clock.now = int(scored_at.timestamp() * 1000) + 1000
    (listed_alert,), (listed_review,) = listed(queries, "/alerts", outcome="review"), listed(queries, "/reviews")
    assert (listed_alert["transaction_id"], listed_alert["score"]) == ("tx-1", 0.9)
    assert (listed_review["transaction_id"], listed_review["state"]) == ("tx-1", "open")
    assert queries.transaction("tx-1").body["review"] == listed_review
    assert listed(queries, "/alerts", outcome="decline") == []


def test_an_alert_says_who_what_and_the_final_outcome(queries: QueriesOnAws) -> None:
    strategy = {"name": "active", "digest": "d" * 64}
    fields = {"customer_id": "C-1", "currency": "EUR", "tags": ["t"], "strategy": strategy, "outcome": "review"}
    put_alerts(queries, 1, **fields)
    queries.put(REVIEWS, {**REVIEW, "transaction_id": "t-0", "status": "approved", "final_outcome": "approve"})
    assert listed(queries, "/alerts") == [
        {
            "transaction_id": "t-0",
            "timestamp": 1_795_000_000_000,
            "alerted_at": "2026-11-22T12:31:40.500+00:00",
            "outcome": "review",
            "score": 1,
            "amount": 12,
            "currency": "EUR",
            "merchant": "Shop",
            "customer_id": "C-1",
            "tags": ["t"],
            "strategy": strategy,
            "final_outcome": "approve",
        }
    ]


def test_times_may_be_iso_or_epoch_milliseconds(queries: QueriesOnAws) -> None:
    put_alerts(queries, 6)
    epoch = listed(queries, "/alerts", from_=str(NOW - 60_000), to=str(NOW))
    iso = listed(queries, "/alerts", from_="2026-11-22T13:30:40.5+01:00", to="2026-11-22T12:31:40.500Z")
    assert epoch == iso
    assert sorted(each["transaction_id"] for each in iso) == ["t-3", "t-4", "t-5"]


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_reviews_that_wait_are_listed_by_when_they_are_due(queries: QueriesOnAws, limit: int) -> None:
    for number in range(9):
        put_review(queries, f"t-{number}", due=NOW + number // 2)
    put_review(queries, "claimed", due=NOW - 1, status="claimed", claimed_by="ann", claimed_at=NOW)
    put_review(queries, "owed", due=NOW - 2, status="declined", final_outcome="decline", decided_at=NOW, decided_by="a")
    found = listed(queries, "/reviews", limit=str(limit))
    assert len({each["transaction_id"] for each in found}) == len(found) == 10
    times = [each["due"] for each in found]
    assert times == sorted(times)
    assert found[0]["transaction_id"] == "claimed"
    assert [each["transaction_id"] for each in listed(queries, "/reviews", state="claimed")] == ["claimed"]
    assert len(listed(queries, "/reviews", state="open", limit=str(limit))) == 9


def test_a_review_that_is_decided_while_somebody_pages_moves_no_other(queries: QueriesOnAws) -> None:
    for number in range(5):
        put_review(queries, f"t-{number}", due=NOW + number)
    first = queries.get("/reviews", limit="2").body
    queries.put(REVIEWS, {**REVIEW, "transaction_id": "t-1", "status": "approved"})  # it leaves the index
    put_review(queries, "new", due=NOW + 9)
    rest = listed(queries, "/reviews", limit="2", cursor=first["cursor"])
    assert [each["transaction_id"] for each in [*first["reviews"], *rest]] == [f"t-{each}" for each in range(5)] + [
        "new"
    ]


def test_a_review_that_is_damaged_hides_no_other(queries: QueriesOnAws) -> None:
    put_review(queries, "damaged", opened_at="yesterday")
    put_review(queries, "sound")
    assert [each["transaction_id"] for each in listed(queries, "/reviews")] == ["sound"]


def test_a_cursor_goes_with_the_request_that_it_was_answered_to_only(queries: QueriesOnAws) -> None:
    put_alerts(queries, 4)
    for number in range(3):
        put_review(queries, f"t-{number}")
    alerts = queries.get("/alerts", limit="1").body["cursor"]
    reviews = queries.get("/reviews", limit="1").body["cursor"]
    assert queries.get("/alerts", limit="2", cursor=alerts).status == 200
    others: list[tuple[str, dict[str, str]]] = [
        ("/alerts", {"cursor": reviews}),
        ("/reviews", {"cursor": alerts}),
        ("/alerts", {"cursor": alerts, "outcome": "review"}),
        ("/alerts", {"cursor": alerts, "from_": str(NOW - 1)}),
        ("/reviews", {"cursor": reviews, "state": "open"}),
    ]
    for route, query in others:
        answer = queries.get(route, **query)
        assert answer.status == 400
        assert answer.body["error"].startswith("cursor: must be the one of the page before")
