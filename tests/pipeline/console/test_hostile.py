"""The console shows what anybody may have sent as text, and lets nobody in but who opened its address first."""

import contextlib
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Browser, expect

from fraudctl.console.context import Console
from fraudctl.console.serving import serving
from tests.pipeline.console.conftest import Opened
from tests.pipeline.console.shown_stack import ShownConsole
from tests.pipeline.console.watched_page import WatchedPage
from tests.pipeline.stack_calls import score
from tests.pipeline.waiting import eventually

SCRIPT = "<script>document.title='taken'</script><img src=x onerror=document.title='taken'>"
BIDI = "Crypto \u202eknab ruoY\u202c Shop"


def test_a_script_in_a_merchants_name_stays_text(opened: Opened, console: ShownConsole) -> None:
    watched = opened()
    console.decide(transaction_id="script", amount=12_000, merchant=f"Crypto {SCRIPT}", customer_id="C-<b>bold</b>")
    page = watched.go("/?text=script")
    expect(page.locator("tr.case").filter(has_text="<script>")).to_be_visible()
    page.locator("a.open").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(SCRIPT)
    assert page.title().startswith("script"), "no script has changed it"
    assert page.locator("main img, main script, main b").count() == 0


def test_a_bidi_override_reorders_nothing(opened: Opened, console: ShownConsole) -> None:
    console.decide(transaction_id="bidi", amount=12_000, merchant=BIDI, customer_id="C-bidi")
    page = opened().go("/?text=C-bidi")
    row = page.locator("tr.case")
    expect(row).to_have_count(1)

    shown = page.locator("main").inner_text()
    assert "knab ruoY" in shown, "in the order in which it was sent"
    assert not {"\u202e", "\u202c"} & set(shown)
    page.locator("a.open").click()
    assert not {"\u202e", "\u202c"} & set(page.locator("body").inner_text())


def test_ten_thousand_characters_take_no_more_room_than_a_line(opened: Opened, console: ShownConsole) -> None:
    """The API takes 256 characters of a merchant's name; a row that somebody else wrote may hold any number."""
    console.decide(transaction_id="long", amount=12_000, merchant="Crypto", customer_id="C-long")
    eventually(lambda: score(console.stack, "long"), "the score")
    table = console.stack.target.exports["fraud_scores_table_name"]
    console.stack.target.client("dynamodb").update_item(
        TableName=table,
        Key={"transaction_id": {"S": "long"}},
        UpdateExpression="SET merchant = :name",
        ExpressionAttributeValues={":name": {"S": "Crypto " + "W" * 10_000}},
    )
    console.console.cache.clear()
    page = opened().go("/?text=C-long")
    row = page.locator("tr.case")
    expect(row).to_contain_text("WWWW")

    box = row.bounding_box()
    assert box
    assert box["height"] < 300
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_another_host_gets_nothing(console: ShownConsole) -> None:
    name, value = console.cookie
    for host in ("evil.example", f"evil.example:{console.session.port}", "127.0.0.1:1", ""):
        connection = http.client.HTTPConnection("127.0.0.1", console.session.port, timeout=10)
        connection.request("GET", "/", headers={"Host": host, "Cookie": f"{name}={value}"})
        answer = connection.getresponse()
        assert answer.status in (400, 421), host
        assert b"order-2101" not in answer.read()
        connection.close()


class OtherSite(BaseHTTPRequestHandler):
    """A site on another port of this machine, which is of the same site to the browser, and of another origin."""

    def do_GET(self) -> None:
        """Answer with a page that forbids itself nothing."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><link rel=icon href=data:,><h1>mine</h1>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def other_site() -> Iterator[str]:
    """Yield the address of another site while the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), OtherSite) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


ATTACK = """async home => {
    const form = {method: "POST", credentials: "include", mode: "no-cors", body: "id=order-2117",
        headers: {"Content-Type": "application/x-www-form-urlencoded"}};
    await fetch(home + "/reviews/claim", form).catch(() => null);
    return await fetch(home + "/", {credentials: "include"}).then(got => got.text(), error => error.name);
}"""


def test_a_page_of_another_origin_gets_and_changes_nothing(console: ShownConsole, opened: Opened) -> None:
    watched = opened()
    watched.go("/")
    before = console.console.api.transaction("order-2117").review
    with other_site() as other:
        watched.expected += ["Failed to load", "CORS"]
        watched.page.goto(other)
        told = watched.page.evaluate(ATTACK, console.home)
        watched.asked = [url for url in watched.asked if not url.startswith(other)]

    assert told == "TypeError", "the browser hands it nothing"
    assert watched.asked[-2:] == [f"{console.home}/reviews/claim", f"{console.home}/"]
    assert console.console.api.transaction("order-2117").review == before


def test_a_stolen_address_lets_nobody_in_after_its_use(browser: Browser, console: ShownConsole) -> None:
    with serving(Console(console.stack.target)) as (session, _):
        home, address = f"http://127.0.0.1:{session.port}", session.address
        owner, thief = WatchedPage.open(browser, home), WatchedPage.open(browser, home)
        owner.page.goto(address)
        expect(owner.page.get_by_role("heading", name="Queue")).to_be_visible()

        thief.expected.append("403 (Forbidden)")
        thief.page.goto(address)
        expect(thief.page.locator("body")).to_contain_text("opened before")
        thief.go("/")
        expect(thief.page.locator("body")).to_contain_text("not let in", ignore_case=True)
        assert thief.context.cookies() == []
        assert owner.page.evaluate("document.cookie") == ""
        for each in (owner, thief):
            each.close()
