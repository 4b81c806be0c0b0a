"""The documents, and what stands in them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]
EACH = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(PROJECT)))
README = (PROJECT / "README.md").read_text(encoding="utf-8")
INDEX = PROJECT / "docs" / "README.md"


def prose(text: str) -> str:
    """Return the text without its code blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def code(text: str) -> list[str]:
    """Return what stands in backticks within the prose."""
    return re.findall(r"`([^`\n]+)`", prose(text))


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(document.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def links(document: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the anchor of each link within the project; either of them may be empty."""
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(document.read_text(encoding="utf-8"))):
        if not re.match(r"https?:", link):
            path, _, anchor = link.partition("#")
            yield path, anchor


def commands(text: str) -> Iterator[str]:
    """Yield what a text tells to type into a shell, a command each."""
    told = re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    lines = [line.split(" #")[0] for block in told for line in block.replace("\\\n", " ").splitlines()]
    for line in lines + code(text):
        yield from (part.strip() for part in re.split(r"&&|\||;|\$\(", line))
