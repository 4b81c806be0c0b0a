"""The functions' log uses Lambda's levels: Lambda takes a level that it does not know for INFO."""

import inspect
import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import datetime

import pytest

from handlers.aws.log import Logger

LAMBDA = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
"""From "Setting JSON format function log levels" in Lambda's developer guide, in the order of severity."""

SAYING = [
    name
    for name, method in inspect.getmembers(Logger, inspect.isfunction)
    if not name.startswith("_") and "message" in inspect.signature(method).parameters
]
EXPECTED = {"info": "INFO", "warning": "WARN", "error": "ERROR"}


def logged_line(name: str) -> dict[str, str]:
    """Return the line that a method of the log writes."""
    with redirect_stdout(io.StringIO()) as stream:
        say: Callable[..., None] = getattr(Logger("ingestion"), name)
        say("something")
    line: dict[str, str] = json.loads(stream.getvalue())
    return line


@pytest.mark.parametrize("name", SAYING)
def test_a_line_has_a_level_that_lambda_knows_and_filters_by(name: str) -> None:
    assert logged_line(name)["level"] in LAMBDA


def test_each_way_to_say_something_has_its_own_level() -> None:
    assert {name: logged_line(name)["level"] for name in SAYING} == EXPECTED


@pytest.mark.parametrize("name", SAYING)
def test_a_line_has_the_time_in_the_form_without_which_lambda_heeds_no_level(name: str) -> None:
    assert datetime.fromisoformat(logged_line(name)["timestamp"]).tzinfo is not None
