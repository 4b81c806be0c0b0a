"""A browser that is missing fails in CI, and is a skip with its reason on a laptop."""

import pytest

from tests.pipeline.console.chromium import executable


@pytest.mark.parametrize("ci", ["", "true"])
def test_a_missing_browser_is_said(monkeypatch: pytest.MonkeyPatch, ci: str) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    raised = pytest.fail.Exception if ci else pytest.skip.Exception

    with pytest.raises(raised, match="make chromium"):
        executable()
