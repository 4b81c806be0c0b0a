"""Each action asks the stack for just that, tells what became of it, and keeps what was typed where it failed."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from fraudctl.client.exceptions import AccessDenied, NoAnswer, RequestRefused
from fraudctl.console.context import Console
from fraudctl.errors import CommandError
from fraudctl.lists.scope import UnknownEntry
from fraudctl.lists.stack_lists import StackLists
from handlers.contract.answers import LabelResult
from handlers.contract.entity_answer import EntityList
from handlers.decision.entity.entities import EntityKey
from tests.fraudctl.console.analysts_api import ME, MIA, NOW, AnalystsApi, iso, known, review, transaction
from tests.fraudctl.console.test_transaction_page import page, words

NOTE = "a note that took\nlong to type & <b>"
TYPED = "a note that took\nlong to type &amp; &lt;b&gt;"


@pytest.fixture(autouse=True)
def _waiting(api: AnalystsApi, console: Console) -> None:
    api.waiting["T-1"] = review(1)
    api.stories["T-1"] = transaction("T-1", review=api.waiting["T-1"])
    console.refresher.refresh()


@pytest.mark.parametrize(
    ("path", "typed", "asked", "done"),
    [
        ("/reviews/claim", {}, {"action": "claim"}, "yours for an hour"),
        ("/reviews/release", {}, {"action": "release"}, "open again"),
        ("/reviews/decide", {"outcome": "approve"}, {"action": "decide", "outcome": "approve"}, "is decided"),
        (
            "/reviews/decide",
            {"outcome": "decline", "label": "fraud", "note": NOTE},
            {"action": "decide", "outcome": "decline", "label": "fraud", "note": NOTE},
            "is decided",
        ),
    ],
)
def test_a_review_is_worked_on(
    browser: TestClient, api: AnalystsApi, *, path: str, typed: dict[str, str], asked: dict[str, str], done: str
) -> None:
    answer = browser.post(path, data={"id": "T-1", **typed})
    assert answer.status_code == 303
    assert api.said == [{"transaction_id": "T-1", **asked}]
    assert done in words(browser.get(answer.headers["location"]).text)


def test_who_claims_is_known_though_aws_does_not_say(browser: TestClient, console: Console) -> None:
    console.caller = None
    console.refresher.refresh()
    browser.post("/reviews/claim", data={"id": "T-1"})
    assert console.caller == ME
    assert "The review is yours" in words(page(browser))


def test_the_page_shows_the_review_as_it_is_then(browser: TestClient) -> None:
    assert "The review is open." in words(page(browser))
    browser.post("/reviews/claim", data={"id": "T-1"})
    assert "The review is yours" in words(page(browser))
    browser.post("/reviews/decide", data={"id": "T-1", "outcome": "decline"})
    said = words(page(browser))
    assert "The review is declined by me" in said
    assert "Claim" not in said


@pytest.mark.parametrize(("label", "note"), [("fraud", NOTE), ("legitimate", "")])
def test_a_label_is_the_analysts_and_of_now(browser: TestClient, api: AnalystsApi, label: str, note: str) -> None:
    answer = browser.post("/labels", data={"id": "T-1", "label": label, "note": note})
    assert answer.status_code == 303
    said = {"transaction_id": "T-1", "label": label, "source": "analyst", "at": int(NOW.timestamp() * 1000)}
    assert api.said == [said | ({"note": note} if note else {})]


def test_a_label_that_is_not_in_force_says_why(
    browser: TestClient, api: AnalystsApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = LabelResult(status="unavailable", transaction_id="T-1", error="the transaction has no score yet")
    monkeypatch.setattr(api, "label", lambda _: [result])
    answer = browser.post("/labels", data={"id": "T-1", "label": "fraud", "note": NOTE})
    assert answer.status_code == 400
    assert "the transaction has no score yet" in answer.text
    assert TYPED in answer.text


def test_of_two_who_claim_one_hears_who_was_first(browser: TestClient, api: AnalystsApi) -> None:
    api.caller = MIA
    api.review({"transaction_id": "T-1", "action": "claim"})
    api.caller = ME
    answer = browser.post("/reviews/claim", data={"id": "T-1"})
    assert answer.status_code == 409
    assert "Somebody was first" in answer.text
    assert f"claimed by {MIA} since" in answer.text
    assert "mia has the review" in words(answer.text)


def test_who_decides_too_late_keeps_the_note_for_a_label(browser: TestClient, api: AnalystsApi) -> None:
    api.caller = MIA
    api.review({"transaction_id": "T-1", "action": "claim"})
    api.review({"transaction_id": "T-1", "action": "decide", "outcome": "approve"})
    api.caller = ME
    answer = browser.post("/reviews/decide", data={"id": "T-1", "outcome": "decline", "note": NOTE})
    assert answer.status_code == 409
    assert TYPED in answer.text


@pytest.mark.parametrize(
    ("failing", "status", "said"),
    [
        (NoAnswer("the API could not be reached: Connection refused"), 503, "does not answer"),
        (NoAnswer("no answer in time"), 503, "does not answer"),
        (
            AccessDenied("not authorized to perform execute-api:Invoke on …/prod/POST/reviews"),
            403,
            "feedback_policy_arn",
        ),
        (AccessDenied("The security token included in the request is expired"), 401, "Log in again"),
        (RequestRefused("note: at most 1,024 characters"), 400, "note: at most 1,024 characters"),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/reviews/decide", {"outcome": "decline", "note": NOTE}),
        ("/labels", {"label": "fraud", "note": NOTE}),
    ],
)
def test_whatever_fails_keeps_what_was_typed(
    browser: TestClient,
    api: AnalystsApi,
    monkeypatch: pytest.MonkeyPatch,
    *,
    failing: Exception,
    status: int,
    said: str,
    path: str,
    typed: dict[str, str],
) -> None:
    def fail(_: Any) -> None:
        raise failing

    monkeypatch.setattr(api, "review", fail)
    monkeypatch.setattr(api, "label", fail)
    answer = browser.post(path, data={"id": "T-1", **typed})
    assert answer.status_code == status
    assert said in words(answer.text)
    assert TYPED in answer.text
    assert f'action="{path}"' in answer.text


class Lists:
    """Lists of a stack whose strategies read `blocked` of a customer alone."""

    def __init__(self) -> None:
        self.scope, self.done, self.failing = self, list[Any](), None

    def entity(self, kind: str, identity: str) -> EntityKey:
        return EntityKey(kind, identity)

    def list_name(self, kind: str, written: str, *, force: bool = False) -> str:
        if not force and (kind, written) != ("customer", "blocked"):
            raise UnknownEntry(
                f"no strategy at work reads the list {written} of a {kind}; --force changes it nevertheless"
            )
        return written

    def add(self, entity: EntityKey, name: str, **more: Any) -> None:
        self.done.append(("add", *entity, name, more["until"] and iso(more["until"]), more["note"]))

    def remove(self, entity: EntityKey, name: str, **more: Any) -> None:
        self.done.append(("remove", *entity, name, more["note"]))


@pytest.fixture
def lists(monkeypatch: pytest.MonkeyPatch) -> Lists:
    made = Lists()
    monkeypatch.setattr(StackLists, "of", lambda *_: made)
    return made


def test_an_entity_is_blocked_until_a_date_with_a_note(browser: TestClient, lists: Lists) -> None:
    typed = {"id": "T-1", "entity": "customer#C#1", "list": "blocked", "until": "2026-12-31", "note": NOTE}
    answer = browser.post("/lists/add", data=typed)
    assert answer.status_code == 303
    assert lists.done == [("add", "customer", "C#1", "blocked", "2026-12-31T00:00:00+00:00", NOTE)]
    browser.post("/lists/add", data={"id": "T-1", "entity": "card#c", "list": "allowed", "until": "", "force": "yes"})
    assert lists.done[1:] == [("add", "card", "c", "allowed", None, None)]


def test_an_entity_is_taken_off_again(browser: TestClient, api: AnalystsApi, lists: Lists) -> None:
    on = EntityList(list="blocked", by=MIA, at=iso(NOW), until=iso(NOW.replace(month=12)), note="stolen")
    api.entities["customer", "C-1"] = known("customer", "C-1", lists=[on])
    markup = page(browser)
    assert "customer C-1 is on the list blocked" in words(markup)
    assert "by mia : stolen" in words(markup)
    answer = browser.post("/lists/remove", data={"id": "T-1", "entity": "customer#C-1", "list": "blocked"})
    assert answer.status_code == 303
    assert lists.done == [("remove", "customer", "C-1", "blocked", None)]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"entity": "card#c"}, "no strategy at work reads the list blocked of a card: tick the box"),
        ({"until": "2020-01-01"}, "lies in the past"),
        ({"until": "soon"}, "give a date as"),
        ({"note": "x" * 1025}, "a note has at most 1024 characters"),
        ({"entity": ""}, "choose an entity"),
    ],
)
def test_an_entry_that_cannot_be_made_says_why_and_stays_typed(
    browser: TestClient, lists: Lists, changed: dict[str, str], said: str
) -> None:
    typed = {"id": "T-1", "entity": "customer#C-1", "list": "blocked", "until": "2026-12-30", "note": NOTE, **changed}
    answer = browser.post("/lists/add", data=typed)
    assert answer.status_code == 400
    assert said in words(answer.text)
    assert f'value="{typed["until"]}"' in answer.text
    assert (TYPED if typed["note"] == NOTE else typed["note"]) in answer.text
    assert lists.done == []


def test_a_name_is_given_where_requests_are_not_signed(browser: TestClient, console: Console, api: AnalystsApi) -> None:
    console.by = "mia"
    browser.post("/reviews/claim", data={"id": "T-1"})
    assert api.said == [{"transaction_id": "T-1", "action": "claim", "by": "mia"}]


def test_an_error_of_a_command_is_told_as_it_is(
    browser: TestClient, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise CommandError("others changed it at the same moments, 5 times: try again")

    monkeypatch.setattr(lists, "add", fail)
    typed = {"id": "T-1", "entity": "customer#C-1", "list": "blocked", "note": NOTE}
    assert "others changed it at the same moments" in browser.post("/lists/add", data=typed).text
