"""A test that a page names is there, under this very name: a claim that nothing shows would be worse than none."""

import re
from pathlib import Path

from tests.documents.pages import EACH, PROJECT

NAMED = re.compile(r"`(?P<file>tests/[\w./-]+\.py)(?:::(?P<test>\w+))?`")


@EACH
def test_every_test_that_a_page_names_is_there(document: Path) -> None:
    for found in NAMED.finditer(document.read_text(encoding="utf-8")):
        file = PROJECT / found["file"]
        assert file.exists(), found[0]
        if found["test"]:
            assert f"\ndef {found['test']}(" in file.read_text(encoding="utf-8"), found[0]


def test_the_threats_name_tests() -> None:
    text = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")
    threats = text.partition("## Threats\n")[2].partition("\n## ")[0]
    lines = [line for line in threats.splitlines() if line.startswith("| ")]
    rows = [line for line in lines if not line.startswith(("| who |", "| ---"))]

    assert len(rows) > 25
    assert [row for row in rows if not NAMED.search(row)] == []
