"""The console says what is wrong, keeps what was typed, and goes on by itself."""

import re
from datetime import UTC, datetime
from functools import cached_property

import botocore.session
import pytest
from playwright.sync_api import expect

from emulator.aws_session import isolated_session
from emulator.clients import Clients
from fraudctl.console.context import Console
from fraudctl.console.serving import serving
from fraudctl.console.strategies.draft import session_of
from fraudctl.console.strategies.running import shown_changes
from fraudctl.stacks.target import Target
from tests.pipeline.console.conftest import Opened
from tests.pipeline.console.shown_stack import ShownConsole, let_in
from tests.pipeline.principals import Member, member


class TargetOf(Target):
    """A stack as a member of the account calls it."""

    member: Member

    @cached_property
    def _session(self) -> botocore.session.Session:
        session = isolated_session(self.region)
        session.set_credentials(self.member.credentials.access_key, self.member.credentials.secret_key)
        return session


def test_of_two_people_who_claim_at_once_one_hears_of_the_other(opened: Opened, console: ShownConsole) -> None:
    console.decide(transaction_id="contest", amount=12_000, merchant="Offshore Contest", customer_id="C-contest")
    exports, aws = (
        console.stack.target.exports,
        Clients(str(console.stack.target.emulator), console.stack.target.region),
    )
    rights = [str(exports["read_policy_arn"]), str(exports["feedback_policy_arn"])]
    with member(aws, "berta", attached=rights) as berta:
        target = TargetOf(stack="dev", region=aws.region, exports=dict(exports), emulator=aws.endpoint)
        object.__setattr__(target, "member", berta)
        with serving(Console(target)) as (session, _):
            mine, hers = opened(), opened()
            hers.home = f"http://127.0.0.1:{session.port}"
            name, value = let_in(session)
            hers.context.add_cookies([{"name": name, "value": value, "url": hers.home}])
            for each in (mine, hers):
                each.expected.append("409 (Conflict)")
                each.go("/?text=contest")
                expect(each.page.get_by_role("button", name="Claim contest")).to_be_visible()
            clicks = "document.querySelector('[data-key=c]').click()"
            for each in (mine, hers):
                each.page.evaluate(f"setTimeout(() => {clicks})")  # neither waits for the answer to the other
            for each in (mine, hers):
                each.page.wait_for_load_state()
                expect(each.page.locator("tr.case, .trouble").first).to_be_visible()
            shown = [each.page.locator("main").inner_text() for each in (mine, hers)]
    aws.close()

    review = console.console.api.transaction("contest").review
    assert review
    assert review.state == "claimed"
    assert sum("Somebody was first" in each or "has the review" in each for each in shown) == 1


def test_an_aws_that_died_is_named_what_was_typed_stays_and_the_page_goes_on(
    opened: Opened, console: ShownConsole
) -> None:
    console.decide(transaction_id="cut", amount=12_000, merchant="Offshore Cut", customer_id="C-cut")
    watched = opened()
    watched.expected.append("503 (Service Unavailable)")
    page = watched.go("/?text=C-cut")
    expect(page.locator("tr.case")).to_have_count(1)
    page.locator("a.open").click()
    label = page.get_by_role("heading", name="Label", exact=True).locator("xpath=following-sibling::form")
    label.get_by_label("Note").fill("typed before it died")

    with console.wire.cut():
        label.get_by_role("button", name="Fraud").click()
        expect(page.get_by_role("heading", name="The embedded AWS does not answer").first).to_be_visible()
        expect(page.get_by_text("fraudctl local up")).to_be_visible()
        expect(page.locator("[name=note]")).to_have_value("typed before it died")
        assert watched.violations() == []
        looking = opened()
        looking.expected.append("503 (Service Unavailable)")
        looking.go("/health")
        expect(looking.page.get_by_text("The embedded AWS does not answer").first).to_be_visible()
        looking.go("/")
        expect(looking.page.locator("tr.case").first).to_be_visible()  # what is in memory is there

    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("typed before it died").first).to_be_visible()
    expect(page.get_by_text("labelled fraud").first).to_be_visible()
    expect(looking.page.get_by_text("does not answer")).to_have_count(0)


@pytest.mark.parametrize(
    ("refusal", "title"),
    [
        ((403, "ExpiredTokenException", "The security token included in the request is expired"), "not valid any more"),
        ((429, "ThrottlingException", "Too Many Requests"), "Too many requests"),
    ],
)
def test_credentials_that_expire_and_an_aws_that_throttles_are_named_and_the_page_goes_on(
    opened: Opened, console: ShownConsole, refusal: tuple[int, str, str], title: str
) -> None:
    name = f"refused-{refusal[0]}"
    console.decide(transaction_id=name, amount=12_000, merchant="Offshore Refused", customer_id="C-refused")
    watched = opened()
    watched.expected += ["401 (Unauthorized)", "429 (Too Many Requests)"]
    page = watched.go(f"/?text={name}")
    page.locator("a.open").click()
    label = page.get_by_role("heading", name="Label", exact=True).locator("xpath=following-sibling::form")
    label.get_by_label("Note").fill("typed before")

    with console.wire.refusing(*refusal):
        label.get_by_role("button", name="Fraud").click()
        expect(page.get_by_role("heading", name=re.compile(title)).first).to_be_visible()
        expect(page.get_by_text(refusal[2]).first).to_be_visible()
        expect(page.locator("[name=note]")).to_have_value("typed before")
        assert watched.violations() == []
        looking = opened()
        looking.expected += watched.expected
        looking.go("/strategies")
        expect(looking.page.get_by_text(re.compile(title)).first).to_be_visible()
        looking.go("/")
        expect(looking.page.get_by_text(re.compile(title)).first).to_be_visible()

    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("labelled fraud").first).to_be_visible()
    expect(looking.page.get_by_text(re.compile(title))).to_have_count(0)


def test_a_draft_is_checked_in_place_tried_on_the_last_days_and_made_the_shadow(
    opened: Opened, console: ShownConsole
) -> None:
    watched = opened()
    page = watched.go("/strategies/draft")
    text = page.get_by_label("Strategy, as YAML")
    written = text.input_value().replace("name: default", "name: mine", 1)
    text.fill(written.replace("amount > 10_000", "amuont > 10_000", 1))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text(re.compile("amuont is not known"))).to_be_visible()
    expect(page.locator("pre.caret")).to_contain_text("^")
    assert "amuont" in text.input_value()
    assert watched.violations() == []

    text.fill(written.replace("amount > 10_000", "amount > 11_000", 1))
    page.get_by_label("Days of the backtest").fill("30")
    page.get_by_role("button", name="Try on the last").click()
    expect(page.get_by_role("heading", name=re.compile(r"Backtest of mine .* on the last 30 days"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^alerts a day"))).to_be_visible()

    page.get_by_label("Note, kept with the change").fill("tried in the console")
    page.get_by_role("button", name="Make it the shadow").click()
    expect(page.get_by_role("heading", name="Shadow: mine")).to_be_visible()
    expect(page.get_by_text("tried in the console")).to_be_visible()
    expect(page.locator("table.beside tr.changed").first).to_be_visible()
    assert watched.violations() == []
    (change,) = [each for each in shown_changes(session_of(console.console).table) if each.change.pointer == "shadow"]
    assert change.change.note == "tried in the console"
    assert change.change.time
    assert change.change.time <= datetime.now(UTC)
