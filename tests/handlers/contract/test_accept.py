"""A client that takes no JSON is told so."""

import pytest

from handlers.contract.accept import require_json_accepted
from handlers.contract.errors import NotAcceptable


@pytest.mark.parametrize(
    "accept",
    [
        *("*/*", "application/*", "application/json", "Application/JSON", "", " , ", "text/html, */*;q=0.1"),
        *("application/json;charset=utf-8;q=0.5", "text/html;q=0.9, application/json", "application/json; q=1.0"),
        *("application/json;q=much", "*/*;q=0, application/json"),
    ],
)
def test_json_is_taken(accept: str) -> None:
    require_json_accepted({"headers": {"accept": accept}})


@pytest.mark.parametrize(
    "accept",
    [
        *("text/html", "application/xml", "application/json;q=0", "*/*;q=0", "*/*, application/json;q=0.0"),
        *("text/*", "application/jsonp", "application/*;q=0, */*"),
    ],
)
def test_json_is_not_taken(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        require_json_accepted({"headers": {"Accept": accept}})


@pytest.mark.parametrize("lines", [["application/json", "text/html"], ["text/html", "application/json"]])
def test_a_header_in_several_lines_is_one_list(lines: list[str]) -> None:
    require_json_accepted({"headers": {"Accept": lines[-1]}, "multiValueHeaders": {"Accept": lines}})


def test_without_the_header_anything_is_taken() -> None:
    require_json_accepted({"headers": None})
    require_json_accepted({"headers": {"Accept": None, "Host": "x"}})
