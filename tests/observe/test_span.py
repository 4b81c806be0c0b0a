"""Spans of time are typed as people write them."""

from datetime import timedelta

import pytest
import typer

from fraudctl.observe.span import duration


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86_400), ("0s", 0)])
def test_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "10", "m", "10 m", "-1m", "1w"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="such as 10m"):
        duration(text)
