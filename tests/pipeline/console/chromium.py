"""Chromium, driven by Playwright: the system's own, in which nothing leaves this machine unseen."""

import contextlib
import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # whatever asks for another host does not find it
    "--disable-background-networking",
    "--disable-gpu",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
)


def executable() -> str:
    """Return the browser's path; without one, fail where tests have to run, and skip on a laptop."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    missing = "no Chromium is installed, in which the console is tried: `make chromium` installs it as root"
    if os.environ.get("CI"):
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


@contextlib.contextmanager
def running_browser() -> Iterator[Browser]:
    """Yield the browser while the block runs.

    Playwright's event loop counts as running in this thread until then: no other loop may be started meanwhile.
    """
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
