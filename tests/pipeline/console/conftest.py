"""One stack, one console and one browser for all tests in a browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from emulator.emulator import Emulator
from tests.pipeline.console.chromium import executable, running_browser
from tests.pipeline.console.shown_stack import ShownConsole, running_console
from tests.pipeline.console.watched_page import PATIENCE, WIDE, Colour, WatchedPage

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def console(emulator: Emulator) -> Iterator[ShownConsole]:
    """Yield the console of a stack with payments that are risky, reviewed, labelled and plain."""
    executable()  # without a browser nothing needs a stack
    with running_console(emulator) as shown:
        yield shown


@pytest.fixture(scope="package")
def browser(console: ShownConsole) -> Iterator[Browser]:
    """Yield the browser; it begins after the stack, as no program can be run beside its event loop."""
    del console
    with running_browser() as started:
        yield started


Opened = Callable[..., WatchedPage]


@pytest.fixture
def opened(browser: Browser, console: ShownConsole) -> Iterator[Opened]:
    """Yield what opens a page for a person who is let in; all are closed after the test, which they may fail."""
    pages = list[WatchedPage]()

    def open_page(*, colour: Colour = "light", size: tuple[int, int] = WIDE) -> WatchedPage:
        watched = WatchedPage.open(browser, console.home, colour=colour, size=size)
        name, value = console.cookie
        watched.context.add_cookies(
            [{"name": name, "value": value, "url": console.home, "httpOnly": True, "sameSite": "Strict"}]
        )
        pages.append(watched)
        return watched

    yield open_page
    for each in pages:
        each.close()
