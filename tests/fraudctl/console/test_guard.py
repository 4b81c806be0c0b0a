"""Only who opened the address first is let in, from the console's own pages, and every answer says what it may do."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from fraudctl.console.app import application
from fraudctl.console.context import Console
from fraudctl.console.guard import CONTENT_POLICY
from fraudctl.console.session import ConsoleSession
from tests.fraudctl.console.analysts_api import AnalystsApi, review
from tests.fraudctl.console.conftest import OWN, PORT

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def test_who_has_no_cookie_gets_nothing(stranger: TestClient) -> None:
    for path in ("/", "/queue/rows", "/transaction?id=T-1", "/static/console.js", "/nothing"):
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert "shopstack" not in answer.text
    assert stranger.post("/labels", data={"id": "T-1"}, headers={"origin": OWN}).status_code == 403


def test_the_address_lets_in_once(stranger: TestClient, session: ConsoleSession) -> None:
    address = session.address.removeprefix(OWN)
    first = stranger.get(address)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert stranger.get("/").status_code == 200
    stranger.cookies.clear()
    second = stranger.get(address)
    assert second.status_code == 403
    assert "set-cookie" not in second.headers
    assert stranger.get("/").status_code == 403


def test_the_cookie_is_for_this_host_alone_and_for_no_script(stranger: TestClient, session: ConsoleSession) -> None:
    name, *attributes = stranger.get(session.address.removeprefix(OWN)).headers["set-cookie"].split("; ")
    assert name.startswith(f"fraudctl_console_{PORT}=")
    assert attributes == ["HttpOnly", "SameSite=Strict", "Path=/"]


@pytest.mark.parametrize("path", ["/enter/", "/enter/guessed", "/enter/%ff", "/enter/None"])
def test_a_guessed_address_lets_nobody_in_and_spends_nothing(
    stranger: TestClient, session: ConsoleSession, path: str
) -> None:
    assert stranger.get(path).status_code == 403
    assert stranger.head(session.address.removeprefix(OWN)).status_code == 403
    assert stranger.get(session.address.removeprefix(OWN)).status_code == 303


def test_a_wrong_cookie_lets_nobody_in(stranger: TestClient) -> None:
    for cookie in (f"fraudctl_console_{PORT}=guessed", "other=1", "=;;\x00", f"fraudctl_console_{PORT}="):
        assert stranger.get("/", headers={"cookie": cookie}).status_code == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example.com", f"evil.example.com:{PORT}", "127.0.0.1", "127.0.0.1:80", f"127.0.0.1.evil.com:{PORT}", ""],
)
def test_another_host_gets_nothing(browser: TestClient, host: str) -> None:
    answer = browser.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "shopstack" not in answer.text


def test_localhost_is_the_same_host_to_the_guard(browser: TestClient) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    assert browser.get("/", headers={"host": f"localhost:{PORT}", "cookie": cookie}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example.com"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "https://127.0.0.1:8765"},
        {"origin": f"http://localhost:{PORT}"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": OWN, "sec-fetch-site": "same-site"},
        {},
    ],
    ids=str,
)
def test_a_change_that_another_page_asks_for_is_refused(
    browser: TestClient, api: AnalystsApi, headers: dict[str, str]
) -> None:
    api.waiting["T-1"] = review(1)
    del browser.headers["origin"]
    answer = browser.post("/reviews/claim", data={"id": "T-1"}, headers=headers)
    assert answer.status_code == 403
    assert api.waiting["T-1"].state == "open"
    assert not api.said


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": OWN},
        {"origin": OWN, "sec-fetch-site": "same-origin"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
    ],
    ids=str,
)
def test_a_change_from_an_own_page_is_taken(browser: TestClient, api: AnalystsApi, headers: dict[str, str]) -> None:
    api.waiting["T-1"] = review(1)
    del browser.headers["origin"]
    assert browser.post("/reviews/claim", data={"id": "T-1"}, headers=headers).status_code == 303
    assert api.waiting["T-1"].state == "claimed"


def test_a_page_of_another_port_reads_nothing_and_does_not_spend_the_address(
    stranger: TestClient, session: ConsoleSession
) -> None:
    address = session.address.removeprefix(OWN)
    assert stranger.get(address, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert stranger.get(address).status_code == 303
    assert stranger.get("/", headers={"sec-fetch-site": "same-site"}).status_code == 403
    assert stranger.get("/", headers={"sec-fetch-site": "none"}).status_code == 200


def test_a_change_is_never_made_by_reading(browser: TestClient, api: AnalystsApi) -> None:
    api.waiting["T-1"] = review(1)
    for path in ("/reviews/claim", "/reviews/decide", "/labels", "/lists/add"):
        assert browser.get(path, params={"id": "T-1", "outcome": "approve"}).status_code == 405
    assert not api.said


def test_every_answer_has_the_headers(
    stranger: TestClient, session: ConsoleSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [
        stranger.get("/"),
        stranger.get("/", headers={"host": "evil"}),
        stranger.get(session.address.removeprefix(OWN)),
    ]
    assert [each.status_code for each in answers] == [403, 421, 303]
    answers += [
        stranger.get(path) for path in ("/", "/nothing", "/transaction?id=none", "/static/console.css", "/labels")
    ]
    monkeypatch.setattr("fraudctl.console.queue.views.select", None)
    answers.append(stranger.get("/"))
    answers.append(stranger.post("/labels", content=b"\xff", headers={"origin": OWN}))
    assert [each.status_code for each in answers[3:]] == [200, 404, 404, 200, 405, 500, 400]
    for each in answers:
        assert {name: each.headers.get_list(name) for name in HEADERS} == {
            name: [said] for name, said in HEADERS.items()
        }
    assert HEADERS["content-security-policy"] == CONTENT_POLICY


def test_there_are_no_websockets(console: Console, session: ConsoleSession) -> None:
    client = TestClient(application(console, session), base_url=OWN)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/"):
        pass


def test_a_form_of_many_megabytes_is_refused(browser: TestClient) -> None:
    assert browser.post("/labels", content=b"note=" + b"x" * 2_000_001).status_code == 413
