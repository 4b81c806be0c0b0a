"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
DOCUMENTS = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_file_of_the_project_that_is_named_exists(document: Path) -> None:
    named = re.findall(r"`((?:bench|components|fraudctl|handlers|policy|tests)/[\w/.]+)`", document.read_text("utf-8"))

    assert [path for path in named if not (PROJECT / path).exists()] == []
