"""A file that cannot be read, or is no text, is an error of that file, and the others go on."""

import json
from pathlib import Path
from typing import Any

import pytest

UNREAD = {
    "nowhere.yaml": "No such file or directory",
    "folder.yaml": "Is a directory",
    "good.yaml/x": "Not a directory",
    "large.yaml": "a strategy's file has at most 1,048,576 bytes",
}


@pytest.fixture
def unread(folder: Path) -> None:
    (folder / "folder.yaml").mkdir()
    (folder / "large.yaml").write_bytes(b"#" * 1_100_000)
    (folder / "nul.yaml").write_bytes(b"name: a\nrules: \0\n")
    (folder / "utf16.yaml").write_bytes("name: a\n".encode("utf-16"))


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("name", UNREAD)
@pytest.mark.parametrize("command", ["check", "test"])
def test_a_file_that_cannot_be_read_is_an_error_of_it_and_the_others_go_on(typed: Any, command: str, name: str) -> None:
    code, printed, errors = typed(command, name, "good.yaml")
    assert (code, errors) == (1, "")
    first, second, third = printed.splitlines()[:3]
    assert (first, second) == (f"{name}: error: {UNREAD[name]}", f"{name}: 1 error")
    assert third.startswith("good.yaml: ")
    unread, good = json.loads(typed(command, name, "good.yaml", "--json")[1])
    assert unread["errors"] == [{"severity": "error", "file": name, "message": UNREAD[name]}]
    assert (unread["name"], unread["digest"], good["name"]) == (None, None, "tried")


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("name", UNREAD)
def test_explain_and_diff_name_a_file_that_cannot_be_read(typed: Any, name: str) -> None:
    said = (1, "", f"{name}: error: {UNREAD[name]}\n{name}: 1 error\n")
    assert typed("explain", name, "--transaction", "{}") == said
    assert typed("diff", "good.yaml", name) == said


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize(
    ("name", "place", "message"),
    [
        ("latin.yaml", (1, 7), "a strategy's file is text in UTF-8; byte 7 is none"),
        ("utf16.yaml", (1, 1), "a strategy's file is text in UTF-8; byte 1 is none"),
        ("nul.yaml", (2, 8), "this is no YAML: the character U+0000 stands in none"),
    ],
)
def test_a_file_that_is_no_text_is_an_error_of_it_with_its_place(
    typed: Any, name: str, place: tuple[int, int], message: str
) -> None:
    line, column = place
    code, printed, errors = typed("check", name, "good.yaml")
    assert (code, errors) == (1, "")
    assert printed.startswith(f"{name}:{line}:{column}: error: {message}\n")
    assert "\ngood.yaml: strategy tried" in printed
    (error,) = json.loads(typed("check", name, "good.yaml", "--json")[1])[0]["errors"]
    assert (error["line"], error["column"], error["message"]) == (line, column, message)
