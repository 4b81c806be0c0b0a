"""The queue shows what is risky and what waits, filtered and sorted as asked, and takes claims."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from fraudctl.client.exceptions import NoAnswer
from fraudctl.console.alerts.case import Case, Detail, case_of
from fraudctl.console.context import Console
from fraudctl.console.queue.selection import PAGE, Selection, select
from tests.fraudctl.console.analysts_api import ME, MIA, NOW, AnalystsApi, alert, iso, review, transaction

CLAIMED = {"state": "claimed", "claimed_at": iso(NOW)}


def cases() -> list[Case]:
    """Return cases as the cache has them: the newest first."""
    return [
        case_of(alert(1, merchant="Kiosk", amount=Decimal(5), score=Decimal("0.99")), None, None),
        case_of(alert(2, outcome="review", tags=["card_testing"]), review(2), Detail.of(transaction("T-2"))),
        case_of(alert(3), review(3, claimed_by=ME, **CLAIMED), None),
        case_of(None, review(0, claimed_by=MIA, **CLAIMED), None),
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["T-0", "T-2", "T-3", "T-1"]),
        ({"sort": "newest"}, ["T-1", "T-2", "T-3", "T-0"]),
        ({"sort": "score"}, ["T-1", "T-2", "T-3", "T-0"]),
        ({"sort": "amount"}, ["T-2", "T-3", "T-0", "T-1"]),
        ({"outcome": "decline"}, ["T-3", "T-1"]),
        ({"only": "review"}, ["T-0", "T-2", "T-3"]),
        ({"only": "mine"}, ["T-3"]),
        ({"text": "KIOSK"}, ["T-1"]),
        ({"text": "söhne c-2"}, ["T-2"]),
        ({"text": "far above habit"}, ["T-2"]),
        ({"text": "card_testing"}, ["T-2"]),
        ({"text": "card-77"}, ["T-2"]),
        ({"text": "t-3"}, ["T-3"]),
        ({"text": "nothing of it"}, []),
        ({"sort": "sideways", "outcome": "eat", "only": "them", "page": "-1"}, ["T-0", "T-2", "T-3", "T-1"]),
    ],
    ids=str,
)
def test_a_filter_and_an_order_choose_the_rows(asked: dict[str, str], found: list[str]) -> None:
    selected = select(cases(), Selection.of(asked), ME)
    assert [each.transaction_id for each in selected.rows] == found
    assert selected.total == len(found)


def test_nothing_is_mine_where_nobody_knows_who_i_am() -> None:
    assert select(cases(), Selection(only="mine"), None).total == 0


def test_of_many_a_page_is_shown_and_one_beyond_the_last_is_the_last() -> None:
    many = [case_of(alert(number), None, None) for number in range(2 * PAGE + 1)]
    pages = [select(many, Selection.of({"page": page, "sort": "newest"}), ME) for page in ("1", "3", "9", "x", "²")]
    assert [(each.page, len(each.rows)) for each in pages] == [(1, PAGE), (3, 1), (3, 1), (1, PAGE), (1, PAGE)]
    assert pages[0].rows[0].transaction_id == "T-0"


def test_an_address_holds_what_is_asked_for_and_nothing_more() -> None:
    asked = {"text": "a b&c", "sort": "score", "page": "2"}
    assert Selection.of(asked).query() == asked
    assert Selection.of({}).query() == {}
    assert Selection.of(asked).query(page=1) == {"text": "a b&c", "sort": "score"}


def shown(browser: TestClient, path: str = "/") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.text


def test_a_row_tells_all_that_a_person_needs(browser: TestClient, console: Console, api: AnalystsApi) -> None:
    api.all_alerts, api.waiting["T-1"] = [alert(1, outcome="review")], review(1, claimed_by=MIA, **CLAIMED)
    console.refresher.refresh()
    page = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", shown(browser)))
    for said in (
        "Shop &amp; Söhne",
        "T-1",
        "review",
        "0.97",
        "12,500.50 EUR",
        "C-1",
        "far above habit",
        "in 2 h",
        "with mia",
    ):
        assert said in page


def test_the_rows_alone_are_what_the_page_has(browser: TestClient, console: Console, api: AnalystsApi) -> None:
    api.all_alerts = [alert(number) for number in range(3)]
    console.refresher.refresh()
    page = shown(browser, "/?sort=score")
    assert 'data-refresh="/queue/rows?sort=score"' in page
    rows = shown(browser, "/queue/rows?sort=score")
    assert rows in page
    assert "<html" not in rows
    assert len(set(re.findall(r'<tr role="row" id="(case-\w+)"', rows))) == 3


def test_what_is_empty_says_why(browser: TestClient, console: Console, api: AnalystsApi) -> None:
    assert "Reading the alerts" in shown(browser)
    console.refresher.refresh()
    assert "Nothing is risky" in shown(browser)
    api.all_alerts = [alert(1)]
    console.refresher.refresh()
    assert "Nothing fits" in shown(browser, "/?text=nobody")


def test_the_page_says_of_how_many_alerts_it_speaks(browser: TestClient, console: Console, api: AnalystsApi) -> None:
    console.cache.most = 3
    api.all_alerts = [alert(number) for number in range(9)]
    console.refresher.refresh()
    assert "3 shown, of the last 3 alerts" in re.sub(r"\s+", " ", shown(browser))


def test_a_claim_from_the_queue_comes_back_to_its_row_and_filter(
    browser: TestClient, console: Console, api: AnalystsApi
) -> None:
    api.waiting["T-1"] = review(1)
    console.refresher.refresh()
    (sent,) = re.findall(r'name="query" value="([^"]*)"', shown(browser, "/?text=shop+%26&sort=score"))
    answer = browser.post("/reviews/claim", data={"id": "T-1", "from": "queue", "query": unescape(sent)})
    assert answer.status_code == 303
    address = answer.headers["location"]
    assert re.fullmatch(r"/\?text=shop\+%26&sort=score&at=\w+", address)
    page = shown(browser, address)
    assert re.search(r'<a class="open" href="/transaction\?id=T-1" data-focus>', page)
    assert "yours" in page


def test_what_failed_stands_above_the_rows_until_it_is_over(
    browser: TestClient, console: Console, api: AnalystsApi
) -> None:
    api.all_alerts = [alert(1)]
    console.refresher.refresh()
    api.failing = NoAnswer("the API could not be reached: Connection refused")
    console.refresher.refresh()
    page = shown(browser)
    assert "AWS does not answer" in page
    assert "Connection refused" in page
    assert "T-1" in page
    api.failing = None
    console.refresher.refresh()
    assert "AWS does not answer" not in shown(browser)


def test_a_decided_review_shows_the_final_outcome(browser: TestClient, console: Console, api: AnalystsApi) -> None:
    api.all_alerts, api.waiting["T-1"] = [alert(1, outcome="review")], review(1)
    console.refresher.refresh()
    assert ">Decline<" in shown(browser)
    del api.waiting["T-1"]
    api.stories["T-1"] = transaction("T-1", final_outcome="decline")
    console.refresher.refresh()
    page: Any = shown(browser)
    assert "none waits" in page
    assert re.search(r'then</span>\s*<span class="outcome decline">', page)


def test_an_age_is_told_in_words_and_as_a_time(browser: TestClient, console: Console, api: AnalystsApi) -> None:
    api.all_alerts = [alert(1, alerted_at=iso(NOW - timedelta(minutes=90)))]
    console.refresher.refresh()
    assert '<time datetime="2026-11-27T10:30:00.000Z" title="2026-11-27 10:30:00 UTC" data-age>1 h ago</time>' in shown(
        browser
    )
