"""Regular expressions are RE2's: refused in plain words, and matched in linear time."""

import re

import pytest

from handlers.decision.condition.patterns import MOST_MEMORY, full_match, refused


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "missing ): ("),
        (")", "unexpected ): )"),
        ("a**", "bad repetition operator: **"),
        ("*a", "no argument for repetition operator: *"),
        ("[a", "missing ]: [a"),
        ("[z-a]", "invalid character class range: z-a"),
        ("(?=a)", "invalid perl operator: (?="),
        ("(?<=a)b", "invalid perl operator: (?<="),
        (r"(a)\1", r"invalid escape sequence: \1"),
        ("a\\", "trailing \\"),
        ("a{1001}", "invalid repetition size: {1001}"),
        ("((a{1,100}){1,100}){1,100}", "invalid repetition size: {1,100}"),
        (r"\pL{200}", "pattern too large"),
    ],
)
def test_what_is_no_expression_is_refused_with_a_reason(pattern: str, reason: str) -> None:
    assert (refused(pattern) or "").startswith(reason)
    with pytest.raises(ValueError, match=re.escape(reason)):
        full_match(pattern)


def test_a_refusal_is_of_the_pattern_and_nothing_is_logged(capfd: pytest.CaptureFixture[str]) -> None:
    assert refused("(unique") is not None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("", "", True),
        ("", "a", False),
        ("a|ab", "ab", True),  # the whole text, whichever alternative comes first
        ("a+", "aab", False),
        ("^a$", "a", True),
        ("a$", "a\n", False),
        (".", "\n", False),
        ("(?s).", "\n", True),
        ("(?i)straße", "STRAßE", True),
        (".", "送", True),
        (".", "🏪", True),
        ("[é]", "é", True),
        (r"\pL+", "Caféシャツ", True),
        (r"\p{Cyrillic}+", "кафе", True),
        (r"\d+", "١٢", False),  # of ASCII alone
        ("a\x00b", "a\x00b", True),
    ],
)
def test_the_whole_text_has_the_form(pattern: str, text: str, *, matches: bool) -> None:
    assert full_match(pattern)(text) is matches


EXPLODES = ("(a+)+", "(a|aa)+", "(a|a)*", "([a-z]+)*", "(.*a){20}", "(a?){30}a{30}", "(x+x+)+y|(a*)*")
"""Expressions on which an engine that backtracks takes steps in powers of the text's length."""


@pytest.mark.parametrize("pattern", EXPLODES)
def test_what_explodes_elsewhere_ends_at_once(pattern: str) -> None:
    text = "a" * 100_000 + "!"  # with two ways a letter, no engine that backtracks ends before the sun does
    assert full_match(pattern)(text) is False


def test_an_expression_is_compiled_once() -> None:
    assert full_match("once+") is full_match("once+")


def test_the_memory_of_an_expression_is_bounded() -> None:
    assert MOST_MEMORY <= 1 << 20
    assert refused("a{1000}") is None
    assert refused("(a{1000}){1000}") is not None
    assert refused(r"\pL{200}") is not None
