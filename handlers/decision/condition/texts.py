"""Texts as conditions compare them: as a reader sees them, whatever characters make them up."""

import re
import unicodedata

from handlers.contract.invisible import without_invisible


def comparable(text: str) -> str:
    """Return the text in Unicode's normal form KC, without characters that nobody sees."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFKC", without_invisible(text))


folded = str.casefold
"""Returns a comparable text in no case, by Unicode's case folding."""


_WORD = r"\w+"
"""Of letters and digits; marks are taken out before, so that none parts a word."""

_SCRIPTS = frozenset(
    [
        "ARABIC",
        "ARMENIAN",
        "BENGALI",
        "BOPOMOFO",
        "CHEROKEE",
        "CJK",
        "COPTIC",
        "CYRILLIC",
        "DEVANAGARI",
        "ETHIOPIC",
        "GEORGIAN",
        "GREEK",
        "GUJARATI",
        "GURMUKHI",
        "HANGUL",
        "HEBREW",
        "HIRAGANA",
        "KANNADA",
        "KATAKANA",
        "KHMER",
        "LAO",
        "LATIN",
        "MALAYALAM",
        "MONGOLIAN",
        "MYANMAR",
        "SINHALA",
        "SYRIAC",
        "TAMIL",
        "TELUGU",
        "THAI",
        "TIBETAN",
    ]
)
"""Scripts in use, as the names of their letters begin in Unicode; a letter of no such script goes with any."""

_BEYOND_LATIN = "\u0250"
"""Below it are Latin letters and signs alone; the micro sign, which the normal form takes for Greek, is one of them."""

_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"GREEK", "CJK", "HIRAGANA", "KATAKANA"}),
    *(frozenset({"LATIN", script}) for script in ("THAI", "LAO", "KHMER", "MYANMAR")),
)
"""Scripts that languages write within one word: the profile "highly restrictive" of Unicode's UTS #39, section 5.2;
Greek letters as Japanese uses them; and scripts that put no blanks between words, not even before a foreign one."""


def mixes_scripts(text: str) -> bool:
    """Return whether a word of the text has letters of scripts that no language writes together."""
    if text.isascii() or max(text) < _BEYOND_LATIN:
        return False
    letters = "".join(map(_letter, comparable("".join(map(_unsigned, text)))))
    return any(_mixed({_script(letter) for letter in word} & _SCRIPTS) for word in re.findall(_WORD, letters))


def _unsigned(character: str) -> str:
    """Return a blank for a sign such as ™ and №, which the normal form spells in Latin letters."""
    return " " if unicodedata.category(character) == "So" else character


def _letter(character: str) -> str:
    """Return nothing for a mark: an accent, a vowel sign."""
    return "" if unicodedata.category(character).startswith("M") else character


def _mixed(scripts: frozenset[str] | set[str]) -> bool:
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ", 1)[0]
