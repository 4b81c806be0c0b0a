"""An expression that asks for a character that no text holds is refused, with the form to write; no other is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.decision.condition.checking import check
from handlers.decision.condition.faults import ConditionError
from handlers.decision.condition.patterns import full_match, refused
from handlers.decision.condition.texts import comparable
from handlers.decision.condition.unmatchable import unmatchable
from handlers.decision.condition.vocabulary import TRANSACTION

NEVER = [
    ("Ａ", [("U+FF21", "A")]),  # noqa: RUF001 -- of full width
    ("shop．", [("U+FF0E", r"\.")]),  # noqa: RUF001
    ("ﬁn", [("U+FB01", "fi")]),
    ("…", [("U+2026", r"\.\.\.")]),
    ("crypto|①", [("U+2460", "1")]),
    (r"\x{FF21}", [("U+FF21", "A")]),
    (r"\xb2", [("U+00B2", "2")]),
    (r"a\x{200b}b", [("U+200B", None)]),
    ("[aＡ]", [("U+FF21", "A")]),  # noqa: RUF001
    ("[^Ａ]", [("U+FF21", "A")]),  # noqa: RUF001
    ("[]Ａ]", [("U+FF21", "A")]),  # noqa: RUF001
    ("[^]Ａ-Ｚ]", [("U+FF21 to U+FF3A", "A-Z")]),  # noqa: RUF001
    ("[Ａ-Ｚ]+", [("U+FF21 to U+FF3A", "A-Z")]),  # noqa: RUF001
    ("[[:alpha:]Ａ]", [("U+FF21", "A")]),  # noqa: RUF001
    (r"\Q[Ａ\E", [("U+FF21", "A")]),  # noqa: RUF001
    ("cafe\u0301", [("U+0065 with U+0301 after it", "é")]),
    ("Ａ²", [("U+FF21", "A"), ("U+00B2", "2")]),
]


@pytest.mark.parametrize(("pattern", "found"), NEVER)
def test_a_character_that_no_text_holds_is_found_with_the_form_to_write(
    pattern: str, found: list[tuple[str, str | None]]
) -> None:
    assert refused(pattern) is None
    assert list(unmatchable(pattern)) == found


@pytest.mark.parametrize(
    "pattern",
    [
        "(?i)shop [0-9]+",
        "Café|シャツ|Straße",
        r"\pL+\p{Greek}[\p{Han}é]",
        "[\u3000-\u303f]",  # the first of them is none, the next one is
        "[^\\x{0}-\\x{7f}]",
        "[\\x{0}-\\x{10ffff}]",
        "[e\u0301]",  # one of two
        "e+\u0301",
        r"\x41\x{e9}[]]\[",
        r"\QA[\E]*",
        "[a-]é",
    ],
)
def test_an_expression_whose_characters_stand_in_texts_is_left_alone(pattern: str) -> None:
    assert refused(pattern) is None
    assert list(unmatchable(pattern)) == []


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6))
def test_a_literal_is_left_alone_exactly_if_it_matches_the_text_that_is_compared(text: str) -> None:
    quoted = "".join(f"\\x{{{ord(each):x}}}" for each in text)
    assert full_match(quoted)(text)
    assert (list(unmatchable(quoted)) == []) is (comparable(text) == text)
    assert unicodedata.is_normalized("NFKC", comparable(text))


def test_the_condition_is_refused_at_the_expression() -> None:
    with pytest.raises(ConditionError) as refusal:
        check('hour > 3 and matches(merchant, "Ａ²")', TRANSACTION)
    (fault,) = refusal.value.faults
    assert (fault.column, fault.hint) == (31, "A for U+FF21, 2 for U+00B2")
