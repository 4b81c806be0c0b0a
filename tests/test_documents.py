"""What the documents point at is there, what they tell to type is understood, and the README is short."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from fraudctl.cli import ALIASES, COMMANDS, command_line

PROJECT = Path(__file__).parent.parent
DOCUMENTS = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").glob("*.md"))]
EACH = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(PROJECT)))
README = (PROJECT / "README.md").read_text(encoding="utf-8")
FIRST_SCREEN = [line for line in README.splitlines() if not line.startswith("<!--")][:47]


def prose(text: str) -> str:
    """The text without its code blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(document.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def links(document: Path) -> Iterator[tuple[str, str]]:
    """The path and the anchor of each link within the project, either of them may be empty."""
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(document.read_text(encoding="utf-8"))):
        if not re.match(r"https?:", link):
            path, _, anchor = link.partition("#")
            yield path, anchor


def commands(text: str) -> Iterator[str]:
    """What a text tells to type into a shell, a command each."""
    told = re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    lines = [line.split(" #")[0] for block in told for line in block.replace("\\\n", " ").splitlines()]
    for line in lines + re.findall(r"`([^`\n]+)`", prose(text)):
        yield from (part.strip() for part in re.split(r"&&|\||;|\$\(", line))


ALL_COMMANDS = sorted({each for document in DOCUMENTS for each in commands(document.read_text(encoding="utf-8"))})
OURS = [each.split() for each in ALL_COMMANDS if re.match(r"(\.venv/bin/)?fraudctl( |$)", each)]
NAMED = sorted({words[1] for words in OURS if len(words) > 1 and re.fullmatch(r"[a-z]+", words[1])})


@pytest.fixture(scope="module")
def understood() -> Any:
    """The command line, as it parses."""
    return typer.main.get_command(command_line(*COMMANDS))


def found(command: Any, words: list[str]) -> Any:
    """The command that the words name, the deepest one."""
    for word in words:
        if isinstance(command, typer.core.TyperGroup):
            assert word in command.commands, f"there is no {word}"
            command = command.commands[word]
    return command


@EACH
def test_every_link_within_the_project_leads_somewhere(document: Path) -> None:
    assert [path for path, _ in links(document) if not (document.parent / path).exists()] == []


@EACH
def test_every_link_to_a_heading_finds_it(document: Path) -> None:
    pointed = [(document.parent / path if path else document, anchor) for path, anchor in links(document) if anchor]
    assert [(path.name, anchor) for path, anchor in pointed if anchor not in anchors(path)] == []


@EACH
def test_every_file_of_the_project_that_is_named_exists(document: Path) -> None:
    folders = "bench|components|fraudctl|handlers|policy|requirements|samples|scripts|tests"
    named = re.findall(rf"`((?:{folders})/[\w/.-]+)`", document.read_text("utf-8"))

    assert [path for path in named if not (PROJECT / path).exists()] == []


@EACH
def test_every_target_of_make_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    told = [each.split() for each in commands(document.read_text(encoding="utf-8"))]
    named = {words[1] for words in told if words[:1] == ["make"] and len(words) > 1}
    assert {name for name in named if re.fullmatch(r"[a-z]+", name)} <= targets


def test_the_documents_name_commands() -> None:
    assert {"demo", "send", "show", "redrive"} & set(NAMED)


@pytest.mark.parametrize("name", NAMED)
def test_every_command_that_is_told_is_there_with_its_options(name: str, understood: Any) -> None:
    for words in OURS:
        if words[1:2] == [name]:
            command = found(understood, [ALIASES.get(name, name), *words[2:]])
            options = {"--help"}.union(*((*each.opts, *each.secondary_opts) for each in command.params))
            before = itertools.takewhile(lambda word: word != "--", words)
            told = {word.split("=")[0] for word in before if re.match(r"--?[a-z]", word)}
            assert told <= options, " ".join(words)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_the_first_screen_says_what_it_is_what_is_proven_and_how_to_see_it() -> None:
    first = "\n".join(FIRST_SCREEN)
    for needed in ("Apache-2.0", "**Proven**", "**Not proven**", "make demo"):
        assert needed in first
    assert len(re.findall(r"^```json\n.*?^```$", first, re.DOTALL | re.MULTILINE)) == 4


def test_the_readme_draws_the_program() -> None:
    assert "```mermaid" in README


@EACH
def test_every_document_can_be_found_from_the_index(document: Path) -> None:
    index = PROJECT / "docs" / "README.md"
    listed = {(index.parent / path).resolve() for path, _ in links(index)} | {index, PROJECT / "README.md"}
    assert document in listed
    assert "(docs/README.md)" in README
