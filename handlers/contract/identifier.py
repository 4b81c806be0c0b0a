"""The rule for identifiers: every character is visible, and no two identifiers differ in invisible ones only.

Letters of two scripts may still look alike; which of them to use is the client's choice.
"""

import unicodedata

from handlers.contract.invisible import WHITE_SPACE, is_invisible


def identifier_hint(identifier: str) -> str | None:
    """Return what a reader would not see in an identifier, and where (characters are counted from 1), or None."""
    return (
        _hidden_character(identifier)
        or _misplaced_space(identifier)
        or _mark_at_the_start(identifier)
        or _other_form(identifier)
    )


def _hidden_character(identifier: str) -> str | None:
    if identifier.isascii() and identifier.isprintable():
        return None
    for position, character in enumerate(identifier, 1):
        named = f"character {position}, U+{ord(character):04X},"
        if is_invisible(character):
            return f"{named} is not shown"
        if character in WHITE_SPACE and character != " ":
            return f"{named} is a blank other than the space"
    return None


def _misplaced_space(identifier: str) -> str | None:
    if identifier.startswith(" "):
        return "it begins with a space"
    if identifier.endswith(" "):
        return "it ends with a space"
    if "  " in identifier:
        return f"character {identifier.index('  ') + 2} is a second space in a row"
    return None


def _mark_at_the_start(identifier: str) -> str | None:
    if identifier and unicodedata.category(identifier[0]).startswith("M"):
        return "it begins with a combining mark, which is drawn on whatever stands before it"
    return None


def _other_form(identifier: str) -> str | None:
    if unicodedata.is_normalized("NFC", identifier):
        return None
    return "it is not in Unicode's normal form C, so another one looks the same"
