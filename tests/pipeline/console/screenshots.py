"""Pictures of the console for docs/console.md and the README: `make screenshots` opens a stack and walks through it.

With a folder it writes every view there, in light and dark, wide and narrow, to be looked at.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from emulator.emulator import PROJECT, Emulator
from fraudctl.console.health.from_logs import figures_from_logs
from fraudctl.console.health.span import DAY, Slots
from tests.pipeline.console.chromium import running_browser
from tests.pipeline.console.shown_stack import ShownConsole, running_console
from tests.pipeline.console.watched_page import NARROW, WIDE, Colour, WatchedPage
from tests.pipeline.waiting import eventually

FOLDER = PROJECT / "docs" / "console"

COLOURS = 160
"""Of a picture: a page has few, and a picture of 1280 pixels stays below 100 KB."""

VIEWS = {
    "queue": "/",
    "transaction": "/transaction?id=order-2101",
    "transaction-labelled": "/transaction?id=order-2041",
    "strategies": "/strategies",
    "draft": "/strategies/draft",
    "health": "/health",
    "health-week": "/health?span=week",
    "nothing": "/transaction?id=nobody-knows",
}

RULE = """  - code: cash_like
    when: '"gift card" in lower(merchant) and amunt > 200'
    weight: 0.5
"""


def main(folder: str | None) -> None:
    """Write the pictures of the documents, or every view into a folder."""
    emulator = Emulator().start()
    try:
        with running_console(emulator) as console, running_browser() as browser:
            if folder:
                every_view(browser, console, Path(folder))
            else:
                FOLDER.mkdir(exist_ok=True)
                walk(browser, console)
    finally:
        emulator.stop()


def every_view(browser: Browser, console: ShownConsole, folder: Path) -> None:
    """Write each view whole, in light and dark, wide and narrow."""
    folder.mkdir(parents=True, exist_ok=True)
    deploy_shadow(browser, console)
    await_schedule(console)
    for colour in ("light", "dark"):
        for width, size in (("wide", WIDE), ("narrow", NARROW)):
            page = opened(browser, console, colour=colour, size=size)
            for name, path in VIEWS.items():
                page.goto(f"{console.home}{path}")
                save(page.screenshot(full_page=True), folder / f"{name}-{colour}-{width}.png")
            page.context.close()


def walk(browser: Browser, console: ShownConsole) -> None:
    """Write the way from an alert to a changed decision, and the views beside it."""
    page = opened(browser, console)
    page.goto(console.home)
    expect(page.get_by_text("reading …")).to_have_count(0, timeout=60_000)
    page.keyboard.press("j")
    save(page.screenshot(), FOLDER / "queue.png")
    page.goto(f"{console.home}/transaction?id=order-2117")
    save(page.screenshot(), FOLDER / "transaction.png")
    page.get_by_label("Label it as well").select_option("fraud")
    page.get_by_role("button", name="Decline").click()
    page.wait_for_selector(".note[role=status]")
    page.get_by_label("Entity").select_option("card#card-dora")
    page.get_by_role("button", name="Block").click()
    page.get_by_text("card card-dora is on the list blocked").scroll_into_view_if_needed()
    save(page.screenshot(), FOLDER / "decided.png")
    console.decide(
        transaction_id="order-2118", amount=24.9, merchant="Book Shop", customer_id="C-erik", terminal_id="W-009856",
        metadata={"card_token": "card-dora", "channel": "online"},
    )  # fmt: skip
    page.goto(f"{console.home}/transaction?id=order-2118")
    save(page.screenshot(), FOLDER / "changed.png")
    page.goto(f"{console.home}/strategies/draft")
    text = page.get_by_label("Strategy, as YAML")
    text.fill(text.input_value() + RULE)
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="1 error").scroll_into_view_if_needed()
    save(page.screenshot(), FOLDER / "draft.png")
    page.context.close()
    deploy_shadow(browser, console)
    await_schedule(console)
    dark = opened(browser, console, colour="dark")
    for name in ("strategies", "health"):
        dark.goto(f"{console.home}{VIEWS[name]}")
        save(dark.screenshot(), FOLDER / f"{name}.png")
    phone = opened(browser, console, size=NARROW)
    phone.goto(console.home)
    save(phone.screenshot(), FOLDER / "phone.png")


def await_schedule(console: ShownConsole) -> None:
    """Wait until the schedule has counted the open reviews, which it does once a minute."""

    def counted() -> bool:
        figures = figures_from_logs(console.stack.target, Slots.until(DAY, datetime.now(UTC)))
        return any(figures.open_reviews)

    eventually(counted, "the schedule's count of open reviews")


def deploy_shadow(browser: Browser, console: ShownConsole) -> None:
    """Make a draft with one rule more the shadow, as a person does."""
    page = opened(browser, console)
    page.goto(f"{console.home}/strategies/draft")
    text = page.get_by_label("Strategy, as YAML")
    text.fill(text.input_value().replace("name: default", "name: gift_cards") + RULE.replace("amunt", "amount"))
    page.get_by_label("Note, kept with the change").fill("gift cards above 200, tried beside")
    page.get_by_role("button", name="Make it the shadow").click()
    page.get_by_role("heading", name="Shadow: gift_cards").wait_for()
    page.context.close()


def opened(browser: Browser, console: ShownConsole, *, colour: Colour = "light", size: tuple[int, int] = WIDE) -> Page:
    """Return a page of who is let in."""
    watched = WatchedPage.open(browser, console.home, colour=colour, size=size)
    name, value = console.cookie
    watched.context.add_cookies([{"name": name, "value": value, "url": console.home}])
    return watched.page


def save(taken: bytes, file: Path) -> None:
    """Write a picture with few colours."""
    with Image.open(io.BytesIO(taken)) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(file, optimize=True)
    sys.stdout.write(f"{file}  {file.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
