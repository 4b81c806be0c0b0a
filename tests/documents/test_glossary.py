"""The glossary defines in a few words what is in use, or says that it is planned."""

import re

import pytest

from tests.documents.pages import DOCUMENTS, PROJECT, README, prose

GLOSSARY = PROJECT / "docs" / "glossary.md"
PRESENT, _, PLANNED = GLOSSARY.read_text(encoding="utf-8").partition("\n## Planned\n")
LONGEST = 330
"""Characters of a definition: two plain sentences, or three short ones."""


def definitions(text: str) -> dict[str, str]:
    """Return the terms of a part of the glossary, each with its definition."""
    parts = re.split(r"^#+ (.+)\n", text, flags=re.MULTILINE)[1:]
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    return {term: " ".join(words.split()) for term, words in found.items() if term[0].islower()}


ALL = definitions(PRESENT) | definitions(PLANNED)
ELSEWHERE = "\n".join(
    [prose(path.read_text(encoding="utf-8")) for path in DOCUMENTS if path != GLOSSARY]
    + [
        path.read_text(encoding="utf-8")
        for room in ("handlers", "components", "emulator", "fraudctl")
        for path in sorted((PROJECT / room).rglob("*.py"))
    ]
).lower()
"""Everything else that there is to read."""


@pytest.mark.parametrize("term", definitions(PRESENT))
def test_a_term_is_in_use(term: str) -> None:
    words = r"[\s_-]+".join(map(re.escape, term.lower().split()))
    assert re.search(rf"\b{words}", ELSEWHERE), f"nobody says {term}: take it out, or put it under Planned"


@pytest.mark.parametrize("term", ALL)
def test_a_definition_is_short_and_ends_as_a_sentence(term: str) -> None:
    assert 0 < len(ALL[term]) <= LONGEST
    assert ALL[term].endswith(".")


def test_the_terms_that_are_asked_for_are_there() -> None:
    assert {"transaction", "score", "alert", "dead letter", "redrive", "reconcile", "stage", "suffix"} <= set(
        definitions(PRESENT)
    )
    assert {"strategy", "rule", "condition", "outcome", "approve", "review", "decline"} <= set(definitions(PRESENT))
    assert {"entity", "profile", "fold", "feature", "label", "backtest", "decision"} <= set(definitions(PRESENT))
    assert {"shadow", "challenger", "arm", "override"} <= set(definitions(PRESENT))


def test_what_is_there_is_no_longer_planned() -> None:
    assert not definitions(PRESENT).keys() & definitions(PLANNED).keys()


@pytest.mark.parametrize("term", ["transaction", "alert", "score", "stack", "suffix", "reason code", "embedded AWS"])
def test_the_readme_explains_a_term_where_it_first_uses_it(term: str) -> None:
    anchor = f"docs/glossary.md#{term.lower().replace(' ', '-')}"
    before, _, after = prose(README).partition(f"]({anchor})")
    assert after, f"there is no link to {anchor}"
    linked = before.rpartition("[")[0].partition("\n")[2]  # without the title
    assert not re.search(rf"\b{re.escape(term)}s?\b", linked)
