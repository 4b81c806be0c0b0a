"""The README is short, and its first screen says what matters."""

import re

from tests.documents.pages import README

FIRST_SCREEN = [line for line in README.splitlines() if not line.startswith("<!--")][:49]
"""Without comments, which no reader sees."""


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_the_first_screen_says_what_it_is_what_is_proven_and_how_to_see_it() -> None:
    first = "\n".join(FIRST_SCREEN)
    for needed in ("Apache-2.0", "**Proven**", "**Not proven**", "make demo"):
        assert needed in first
    assert len(re.findall(r"^```json\n.*?^```$", first, re.DOTALL | re.MULTILINE)) == 4


def test_the_readme_draws_the_program() -> None:
    assert "```mermaid" in README
