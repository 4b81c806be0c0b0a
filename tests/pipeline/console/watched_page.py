"""A page of the console that notes what it asks for, what it complains about, and what axe finds."""

import importlib.resources
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

Colour = Literal["light", "dark"]

WIDE, NARROW = (1280, 800), (390, 844)
"""Pixels of a laptop's window and of a phone's."""

PATIENCE = 60_000
"""Milliseconds for which the page waits for what is to come, at most."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@cache
def axe() -> str:
    """Return the script of axe-core, as its package carries it."""
    return (importlib.resources.files(axe_playwright_python) / "axe.min.js").read_text(encoding="utf-8")


@dataclass
class WatchedPage:
    """A page, and all that it asked for and complained about since it was opened."""

    context: BrowserContext
    page: Page
    home: str
    """The console's address, without what lets in."""
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Parts of complaints that a test provokes."""

    @classmethod
    def open(
        cls, browser: Browser, home: str, *, colour: Colour = "light", size: tuple[int, int] = WIDE
    ) -> "WatchedPage":
        """Return a page of a person of their own: no cookie of another is there."""
        context = browser.new_context(
            color_scheme=colour,
            viewport={"width": size[0], "height": size[1]},
            timezone_id="Europe/Berlin",
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watched = cls(context=context, page=page, home=home)
        context.on("request", lambda request: watched.asked.append(request.url))
        page.on("console", watched._noted)
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        return watched

    def go(self, path: str) -> Page:
        """Open an address of the console."""
        self.page.goto(f"{self.home}{path}")
        return self.page

    def close(self) -> None:
        """Close it; fail if it asked anybody but the console, or complained, as of what the policy forbids."""
        self.context.close()
        assert {url for url in self.asked if not url.startswith((f"{self.home}/", "data:"))} == set()
        assert [each for each in self.complaints if not any(part in each for part in self.expected)] == []

    def violations(self, *rules: str) -> Sequence[str]:
        """Return what axe finds on the page, by these rules or by all of WCAG 2.1 AA, each with the elements."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe())
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
        found: dict[str, Any] = self.page.evaluate(
            "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only
        )
        return [
            f"{each['id']}: {each['help']}: {[node['html'][:200] for node in each['nodes']]}"
            for each in found["violations"]
        ]

    def _noted(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)
