"""The console keeps the last 10,000 alerts, reads only what is new, and recovers from what failed."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from botocore.exceptions import HTTPClientError

from emulator.errors import LocalError
from fraudctl.client.exceptions import AccessDenied, NoAnswer
from fraudctl.console.alerts.cache import AlertCache
from fraudctl.console.alerts.case import Detail
from fraudctl.console.context import Console
from fraudctl.console.queue.selection import Selection, select
from fraudctl.errors import CommandError
from fraudctl.stacks.target import Target
from handlers.contract.read_answers import AlertSaid
from tests.fraudctl.console.analysts_api import ME, NOW, AnalystsApi, alert, iso, review, transaction


def ids(console: Console) -> list[str]:
    return [each.transaction_id for each in console.cache.snapshot().cases]


def test_ten_thousand_alerts_are_kept_and_can_be_searched(console: Console, api: AnalystsApi) -> None:
    api.all_alerts = [alert(number) for number in range(10_050)]
    console.refresher.refresh()
    snapshot = console.cache.snapshot()
    assert (snapshot.alerts, snapshot.complete, snapshot.refreshed) == (10_000, True, NOW)
    assert [snapshot.cases[0].transaction_id, snapshot.cases[-1].transaction_id] == ["T-0", "T-9999"]
    assert select(snapshot.cases, Selection(text="T-123"), ME).total == 11


def test_a_refresh_reads_new_alerts_alone_and_the_oldest_go(console: Console, api: AnalystsApi) -> None:
    console.cache.most = 300
    api.all_alerts = [alert(number + 1000) for number in range(300)]
    console.refresher.refresh()
    api.all_alerts = [alert(1), *api.all_alerts]
    console.refresher.refresh()
    assert len(ids(console)) == 300
    assert ids(console)[0] == "T-1"
    assert ids(console)[-1] == "T-1298"


def test_what_failed_half_way_goes_on_from_there(console: Console, api: AnalystsApi) -> None:
    api.all_alerts = [alert(number) for number in range(250)]
    asked = api._ask  # noqa: SLF001 -- the second page of alerts fails

    def fail_once(*_: object) -> None:
        if api.pages == 1:
            raise NoAnswer("no answer in time")

    api._ask = fail_once  # type: ignore[method-assign]  # noqa: SLF001
    console.refresher.refresh()
    assert console.refresher.trouble
    assert not console.cache.snapshot().complete
    assert len(ids(console)) == 100
    api._ask = asked  # type: ignore[method-assign]  # noqa: SLF001
    console.refresher.refresh()
    assert console.refresher.trouble is None
    assert len(ids(console)) == 250


@pytest.mark.parametrize(
    "failure",
    [
        CommandError("no local deployment is running"),
        LocalError("no local deployment is running"),
        HTTPClientError(error="no local deployment is running"),
    ],
)
def test_a_stack_that_does_not_answer_is_found_again(api: AnalystsApi, console: Console, failure: Exception) -> None:
    local = replace(console.target, emulator="http://127.0.0.1:5998")
    found = [failure, local]

    def find() -> object:
        each = found.pop(0)
        if isinstance(each, Exception):
            raise each
        return each

    again = Console(local, find=find, connect=lambda _: api, clock=lambda: NOW)  # type: ignore[arg-type]
    api.failing = NoAnswer("the API could not be reached: Connection refused")
    again.refresher.refresh()
    assert len(found) == 2
    api.failing = None
    again.refresher.refresh()
    assert again.refresher.trouble
    assert again.refresher.trouble.title == "The embedded AWS does not answer"
    assert "no local deployment" in again.refresher.trouble.said
    again.refresher.refresh()
    assert not found
    assert again.refresher.trouble is None
    again.close()


def test_what_nobody_thought_of_is_said_and_the_next_refresh_goes_on(
    api: AnalystsApi, console: Console, caplog: pytest.LogCaptureFixture
) -> None:
    api.failing = KeyError("alerted_at")  # type: ignore[assignment]
    console.refresher.refresh()
    assert console.refresher.trouble
    assert "alerted_at" in console.refresher.trouble.said
    assert "KeyError" in caplog.text
    api.failing = None
    console.refresher.refresh()
    assert console.refresher.trouble is None


def test_a_stack_on_aws_is_looked_for_now_and_then_and_the_first_cause_stays(
    api: AnalystsApi, console: Console
) -> None:
    clock, looks = [NOW], list[datetime]()

    def find() -> Target:
        looks.append(clock[0])
        raise CommandError("pulumi: the token has expired")

    again = Console(console.target, find=find, connect=lambda _: api, clock=lambda: clock[0])
    api.failing = AccessDenied("The security token included in the request is expired")
    for seconds in (0, 3, 6, 30):
        clock[0] = NOW + timedelta(seconds=seconds)
        again.refresher.refresh()
    assert [(each - NOW).total_seconds() for each in looks] == [3, 30]
    assert again.refresher.trouble
    assert again.refresher.trouble.title == "Your AWS credentials are not valid any more"
    assert "pulumi: the token has expired" in again.refresher.trouble.said
    again.close()


def test_of_an_embedded_aws_that_began_anew_nothing_is_shown_of_before(api: AnalystsApi, console: Console) -> None:
    anew = replace(console.target, exports={"api_endpoint": "http://127.0.0.1:5999/transactions"})
    again = Console(console.target, find=lambda: anew, connect=lambda _: api, clock=lambda: NOW)
    api.all_alerts = [alert(1)]
    again.refresher.refresh()
    api.all_alerts = [alert(2)]
    again.lost()
    again.refresher.refresh()
    assert ids(again) == ["T-2"]
    again.close()


def test_a_list_that_was_asked_for_before_an_action_does_not_undo_it() -> None:
    cache, claimed = AlertCache(), review(1, state="claimed", claimed_by=ME)
    cache.put_reviews([review(1), review(2)], NOW)
    cache.put_review(claimed, NOW + timedelta(seconds=2))
    cache.put_reviews([review(1)], NOW + timedelta(seconds=1))
    assert [each.review for each in cache.snapshot().cases] == [claimed]
    cache.put_reviews([review(1)], NOW + timedelta(seconds=3))
    assert [each.review for each in cache.snapshot().cases] == [review(1)]


@pytest.mark.parametrize("state", ["approved", "declined"])
def test_a_decided_review_waits_no_more_and_its_details_are_read_again(state: str) -> None:
    cache = AlertCache()
    cache.put_alerts([alert(1)])
    cache.put_reviews([review(1)], NOW)
    cache.put_detail("T-1", Detail.of(transaction("T-1")))
    cache.put_review(review(1, state=state), NOW)
    (case,) = cache.snapshot().cases
    assert (case.review, case.detail) == (None, None)


def test_a_review_whose_alert_is_too_old_is_there_while_it_waits() -> None:
    cache = AlertCache(most=1)
    cache.put_alerts([alert(5)])
    cache.put_reviews([review(5)], NOW)
    cache.put_alerts([alert(1)])
    assert {each.transaction_id for each in cache.snapshot().cases} == {"T-1", "T-5"}
    cache.put_reviews([], NOW)
    assert [each.transaction_id for each in cache.snapshot().cases] == ["T-1"]


def test_details_of_what_is_gone_are_not_kept_and_are_asked_for_once(console: Console) -> None:
    console.cache.put_detail("T-9", Detail())
    assert console.cache.case("T-9") is None
    console.cache.put_alerts([alert(1)])
    console.refresher.read_details(["T-1"])
    case = console.cache.case("T-1")
    assert case
    assert case.detail == Detail()  # the API knows nothing of it: its row is gone, the index is not


def test_times_that_nobody_can_read_stop_nothing() -> None:
    cache = AlertCache()
    cache.put_alerts([alert(1, alerted_at="yesterday"), alert(2, alerted_at=iso(NOW.replace(tzinfo=None)))])
    assert [each.transaction_id for each in cache.snapshot().cases] == ["T-2", "T-1"]


def test_pages_wait_for_no_alert_that_is_still_being_read(console: Console) -> None:
    def reading() -> Iterator[AlertSaid]:
        page = threading.Thread(target=console.cache.snapshot, daemon=True)
        page.start()
        page.join(5)
        assert not page.is_alive(), "a page waits until the API has told all"
        yield alert(1)

    console.cache.put_alerts(reading())

    assert console.cache.case("T-1")
