"""Every link, file and folder that the documents name exists."""

import re
from pathlib import Path

from tests.documents.pages import EACH, INDEX, PROJECT, README, anchors, code, links

MADE = {".venv", ".emulator", ".clients", ".train", ".build", ".git", "__pycache__"}
TREE = [
    str(path.relative_to(PROJECT))
    for each in PROJECT.iterdir()
    if each.name not in MADE
    for path in (each, *each.rglob("*"))
]
PATH = re.compile(r"[\w.*<>-]+(/[\w.*<>-]+)*/?")
ENDINGS = (".py", ".md", ".yaml", ".yml", ".toml", ".json", ".lock", ".in", ".sh", "/")
MODULE = re.compile(r"\b(?:bench|chaos|components|emulator|fraudctl|handlers|policy|simulation|tests)[/.][\w./]+\.py\b")
"""A file that a page names without backticks, as those do that a program writes."""
IMPORTED = {
    "report.md",
    "report.json",
    "outcomes.json",
    "mapping.json",
    "lists/LIST.csv",
    "get-list-elements-LIST.json",
}
ELSEWHERE = {"aws/sns", "Pulumi.next.yaml", ".venv/bin/pre-commit", "adopt-prod.json", *IMPORTED}
"""Names that look like paths of the project and are none: a key's alias, and files that a reader makes."""


def is_path(text: str) -> bool:
    """Return whether a text in backticks names a file or a folder."""
    return PATH.fullmatch(text) is not None and ("/" in text or text.endswith(ENDINGS)) and text not in ELSEWHERE


def exists(name: str) -> bool:
    """Return whether something of the project ends so; a `*` or a `<word>` stands for any text without a slash."""
    pattern = re.sub(r"\\\*|<\w+>", "[^/]+", re.escape(name.rstrip("/")))
    return any(re.search(rf"(^|/){pattern}$", path) for path in TREE)


@EACH
def test_every_link_within_the_project_leads_somewhere(document: Path) -> None:
    assert [path for path, _ in links(document) if not (document.parent / path).exists()] == []


@EACH
def test_every_link_to_a_heading_finds_it(document: Path) -> None:
    pointed = [(document.parent / path if path else document, anchor) for path, anchor in links(document) if anchor]
    assert [(path.name, anchor) for path, anchor in pointed if anchor not in anchors(path)] == []


@EACH
def test_every_file_and_folder_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = {each for each in code(text) if is_path(each)} | set(MODULE.findall(text))
    assert {each for each in named if not exists(each)} == set()


def test_a_path_that_is_not_there_is_found() -> None:
    named = ["handlers/nowhere.py", "decision/", "nowhere/", "make test", "requirements/*.lock", "op=replace,path=/x"]
    assert [each for each in named if is_path(each) and not exists(each)] == ["handlers/nowhere.py", "nowhere/"]


@EACH
def test_every_document_can_be_found_from_the_index(document: Path) -> None:
    listed = {(INDEX.parent / path).resolve() for path, _ in links(INDEX)} | {INDEX, PROJECT / "README.md"}
    assert document in listed
    assert "(docs/README.md)" in README
