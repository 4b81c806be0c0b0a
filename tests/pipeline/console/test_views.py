"""Every view reads well in light and dark, wide and narrow, and asks nobody but the console."""

import pytest

from tests.pipeline.console.conftest import Opened
from tests.pipeline.console.watched_page import NARROW

VIEWS = {
    "queue": "/",
    "transaction": "/transaction?id=order-2093",
    "no transaction": "/transaction?id=nobody-knows",
    "health": "/health",
    "strategies": "/strategies",
    "draft": "/strategies/draft",
}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_breaks_no_rule_of_axe_and_fits_a_phone(opened: Opened, view: str) -> None:
    watched = opened()
    watched.expected.append("404 (Not Found)")
    page = watched.go(VIEWS[view])

    assert watched.violations() == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    assert watched.violations("color-contrast", "scrollable-region-focusable") == []

    assert page.locator("h1").count() == 1
    for time in page.locator("main time:not([data-age])").all()[:3]:
        assert str(time.get_attribute("title")).endswith(" UTC")
        assert "UTC" not in time.inner_text(), "the viewer's zone is Europe/Berlin"
