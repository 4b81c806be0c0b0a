"""A person walks from an alert to a changed decision, in a browser, by mouse and by keyboard alone."""

import re

from playwright.sync_api import expect

from tests.pipeline.console.conftest import Opened
from tests.pipeline.console.shown_stack import ShownConsole
from tests.pipeline.stack_calls import score
from tests.pipeline.waiting import eventually


def test_from_an_alert_to_a_label_to_the_changed_risk(opened: Opened, console: ShownConsole) -> None:
    page = opened().go("/")
    usual = {"amount": 25, "merchant": "Wine Shop", "customer_id": "C-walk", "terminal_id": "T-walk"}

    before = console.decide(transaction_id="walk-before", **usual)
    console.decide(transaction_id="walk-alert", **{**usual, "amount": 12_345, "merchant": "Crypto Corner"})
    row = page.get_by_role("row").filter(has_text="walk-alert")
    expect(row).to_be_visible()  # it comes by itself
    row.get_by_role("link", name="Crypto Corner").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("12,345 EUR to Crypto Corner")
    label = page.get_by_role("heading", name="Label", exact=True).locator("xpath=following-sibling::form")
    label.get_by_label("Note").fill("the shop was never there")
    label.get_by_role("button", name="Fraud").click()
    expect(page.get_by_text("labelled fraud").first).to_be_visible()
    expect(page.get_by_text("the shop was never there").first).to_be_visible()
    page.get_by_label("Entity").select_option("customer#C-walk")
    page.get_by_role("button", name="Block").click()
    expect(page.get_by_text("customer C-walk is on the list blocked")).to_be_visible()

    after = console.decide(transaction_id="walk-after", **usual)
    assert (before["outcome"], before["reasons"]) == ("approve", [])
    assert after["outcome"] == "decline"
    assert {"customer_blocked", "terminal_suspected"} <= {each["reason"] for each in after["reasons"]}


def test_what_is_allowed_is_approved_until_it_is_taken_off_the_list(opened: Opened, console: ShownConsole) -> None:
    paid = {"amount": 11_000, "merchant": "Offshore Yachts", "customer_id": "C-yacht"}
    console.decide(transaction_id="yacht-1", **paid)
    eventually(lambda: score(console.stack, "yacht-1"), "the score")
    page = opened().go("/transaction?id=yacht-1")

    page.get_by_label("Entity").select_option("customer#C-yacht")
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("customer C-yacht is on the list allowed")).to_be_visible()
    allowed = console.decide(transaction_id="yacht-2", **paid)
    page.get_by_role("button", name="Take customer C-yacht off the list allowed").click()
    expect(page.get_by_text("is on the list allowed")).to_have_count(0)
    taken_off = console.decide(transaction_id="yacht-3", **paid)

    assert (allowed["outcome"], taken_off["outcome"]) == ("approve", "review")


def test_a_review_is_worked_on_by_the_keyboard_alone(opened: Opened, console: ShownConsole) -> None:
    for number, amount in enumerate((12_000, 13_000)):
        sent = {"amount": amount, "merchant": f"Offshore Keys {number}", "customer_id": f"C-keys-{number}"}
        console.decide(transaction_id=f"keys-{number}", **sent)
    page = opened().go("/?text=Offshore+Keys")
    expect(page.locator("tr.case")).to_have_count(2)

    page.keyboard.press("j")
    expect(page.locator("tr.case").nth(0).locator("a.open")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("tr.case").nth(1).locator("a.open")).to_be_focused()
    page.keyboard.press("k")
    name = page.locator("tr.case").nth(0).locator(".id").inner_text()
    with page.expect_response(f"{console.home}/reviews/claim"):
        page.keyboard.press("c")
    mine = page.locator("tr.case").filter(has_text=name)
    expect(mine).to_contain_text("yours")

    mine.locator("a.open").focus()
    page.keyboard.press("d")
    page.wait_for_url(re.compile("decide=decline"))
    expect(page.get_by_role("button", name="Decline")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("is final.")).to_be_visible()

    page.goto(f"{console.home}/?text=Offshore+Keys")
    other = page.locator("tr.case").filter(has_not_text=name)
    other.locator("a.open").focus()
    page.keyboard.press("a")
    page.wait_for_url(re.compile("decide=approve"))
    expect(page.get_by_role("button", name="Approve")).to_be_focused()
