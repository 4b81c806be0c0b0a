"""Every view reads well in light and dark, wide and narrow, and asks nobody but the console."""

import pytest

from tests.pipeline.console.conftest import Opened
from tests.pipeline.console.watched_page import NARROW, WIDE, Colour

VIEWS = {
    "queue": "/",
    "transaction": "/transaction?id=order-2101",
    "health": "/health",
    "health of a week": "/health?span=week",
    "strategies": "/strategies",
    "draft": "/strategies/draft",
}


@pytest.mark.parametrize("colour", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_on_a_view(opened: Opened, view: str, colour: Colour) -> None:
    watched = opened(colour=colour)
    watched.go(VIEWS[view])

    assert watched.violations() == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_fits_a_phone_without_scrolling_to_the_side(opened: Opened, view: str) -> None:
    watched = opened(size=NARROW)
    page = watched.go(VIEWS[view])

    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    assert watched.violations() == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_one_heading_and_times_in_the_viewers_zone(opened: Opened, view: str) -> None:
    page = opened(size=WIDE).go(VIEWS[view])

    assert page.locator("h1").count() == 1
    for time in page.locator("main time:not([data-age])").all()[:3]:
        assert str(time.get_attribute("title")).endswith(" UTC")
        assert "UTC" not in time.inner_text()
