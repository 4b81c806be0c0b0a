"""The slips in a text that is no condition: signs and words of other languages, an end that is missing."""

import ast
import re
import unicodedata

from handlers.contract.invisible import is_hidden
from handlers.decision.condition.faults import Fault

_SLIPS = (
    (r"&&", "&& is no operator", "and"),
    (r"\|\|", "|| is no operator", "or"),
    (r"<>", "<> is no operator", "!="),
    (r"=>", "=> is no operator", ">="),
    (r"=<", "=< is no operator", "<="),
    (r"(?<![=!<>])=(?![=<>])", "= is no comparison", "=="),
    (r"!(?!=)", "! is no operator", "not"),
    (r"\bAND\b", "AND is no operator", "and"),
    (r"\bOR\b", "OR is no operator", "or"),
    (r"\bNOT\b", "NOT is no operator", "not"),
    (r"(?i)\bcontains\b", "contains is no operator", '"text" in merchant'),
    (r"(?i)\blike\b", "like is no operator", 'matches(merchant, "expression")'),
    (r"(?i)\bbetween\b", "between is no operator", "10 <= amount <= 20"),
    (r"(?i)\bis( not)? null\b", "null is no value here", "missing(…)"),
    (r"\bmissing +[a-z]", "a name that is asked for stands in parentheses", "missing(…)"),
    (r"[0-9],[0-9]{3}\b", "a comma parts values, not thousands", "_"),
    (r"[$€£]", "an amount is written without its currency", None),
)
"""Signs of other languages, and what is written here instead."""

FOREIGN_OPERATORS: dict[type[ast.operator], tuple[str, str | None]] = {
    ast.Pow: ("**", "a product, as in amount * amount"),
    ast.FloorDiv: ("//", "/"),
    ast.MatMult: ("@", None),
    ast.BitAnd: ("&", "and"),
    ast.BitOr: ("|", "or"),
    ast.BitXor: ("^", None),
    ast.LShift: ("<<", "<"),
    ast.RShift: (">>", ">"),
}
"""Operators of Python that are none here, and what was perhaps meant."""

_OPEN_ENDED = r"(\b(and|or|not|in)|[-+*/%<>=,(\[])\s*$"

_TYPESET = {"“": '"', "”": '"', "‘": "'", "’": "'", "≥": ">=", "≤": "<=", "≠": "!=", "−": "-"}  # noqa: RUF001 -- on purpose
"""Signs as word processors and web pages print them, and as they are typed."""


def odd_characters(text: str, outside: str) -> list[Fault]:
    """Return a fault for each character that a reader would miss, or take for another.

    Args:
        text: The condition.
        outside: As many characters, with quotes for all that a text is made of.
    """
    faults = []
    for place, character in enumerate(text):
        named = f"U+{ord(character):04X}"
        if character in "\r\n\t ":
            continue
        if is_hidden(character):
            faults.append(Fault(place, f"the character {named} is not shown, so nobody would know of it"))
        elif not outside[place].isascii():
            faults.append(Fault(place, f"{character} ({named}) stands outside a text", _ascii_for(character)))
    return faults


def _ascii_for(character: str) -> str | None:
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isascii() else _TYPESET.get(character)


def slip(text: str, outside: str, place: int, message: str) -> Fault:
    """Return the slip that explains why the parser gave up, else where it did.

    Args:
        text: The condition.
        outside: As many characters, with quotes for all that a text is made of.
        place: Where the parser gave up.
        message: The parser's own words.
    """
    for pattern, said, hint in _SLIPS:
        if found := re.search(pattern, outside):
            return Fault(found.start(), said, hint)
    if re.search(_OPEN_ENDED, outside):
        return Fault(len(text.rstrip()) - 1, "the condition ends before it is complete")
    return Fault(place, {"invalid syntax": "this is no condition"}.get(message, message))
