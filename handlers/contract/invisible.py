"""Characters that nobody sees: they hide in a text that looks the same without them.

Unicode's categories tell controls, formats, surrogates, private use and unassigned; the rest is Unicode's property
Default_Ignorable_Code_Point, and signs whose picture is empty by design. White space is seen, as a gap.
"""

import re

WHITE_SPACE = (
    "\u0009\u000a\u000b\u000c\u000d \u0085\u00a0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""Unicode's property White_Space, which has not changed since 6.3; Python's `isspace` knows four controls more."""

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Default_Ignorable_Code_Point: fillers, selectors of a variant, tags, joiners; some of them letters by category."""

_EMPTY = "\u2800\u2d7f\ufffc\U0001107f\U00013441\U00013442\U00016fe4\U0001d159"
"""The blank Braille pattern, the joiners of Tifinagh and of Brahmi's numbers, the place of an object, the blanks of
Egyptian (Unicode 15), the Khitan filler, the null notehead."""

_PICTURELESS = re.compile(f"[{_IGNORABLE}{_EMPTY}]")


def is_invisible(character: str) -> bool:
    """Return whether a reader sees nothing of the character, not even a gap."""
    if character in WHITE_SPACE:
        return False
    return not character.isprintable() or _PICTURELESS.match(character) is not None


def is_hidden(character: str) -> bool:
    """Return whether a reader takes the character for another, or for none: what is invisible, and odd blanks."""
    return character != " " and (character in WHITE_SPACE or is_invisible(character))


def without_invisible(text: str) -> str:
    """Return what a reader sees of the text."""
    if text.isprintable() and not _PICTURELESS.search(text):
        return text
    return "".join(character for character in text if not is_invisible(character))
