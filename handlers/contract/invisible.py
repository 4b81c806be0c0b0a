"""Invisible characters, which hide in a text that looks the same without them, and JSON that escapes them.

They are controls, formats, surrogates, private use and unassigned by Unicode's categories, its property
Default_Ignorable_Code_Point, and characters whose glyph is empty by design. White space is visible, as a gap.
"""

import json
import re

WHITE_SPACE = (
    "\u0009\u000a\u000b\u000c\u000d \u0085\u00a0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""Unicode's property White_Space, unchanged since 6.3; Python's `isspace` has four controls more."""

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Default_Ignorable_Code_Point: fillers, variation selectors, tags, joiners; some of them letters by category."""

_EMPTY = "\u2800\u2d7f\ufffc\U0001107f\U00013441\U00013442\U00016fe4\U0001d159"
"""The blank Braille pattern, the joiners of Tifinagh and of Brahmi's numbers, the object replacement character, the
Egyptian blanks (Unicode 15), the Khitan filler, the null notehead."""

_NO_GLYPH = f"[{_IGNORABLE}{_EMPTY}]"
"""Compiled where a text first has other characters than ASCII's: a millisecond that few cold starts need."""

LAYOUT = "\n\r\t"
"""White space that JSON allows between its tokens; within a string it is escaped already."""


def is_invisible(character: str) -> bool:
    """Return whether a reader sees nothing of the character, not even a gap."""
    if character in WHITE_SPACE:
        return False
    if not character.isprintable():
        return True
    return not character.isascii() and re.match(_NO_GLYPH, character) is not None


def is_hidden(character: str) -> bool:
    """Return whether a reader mistakes the character for another or for none: invisible ones, and unusual blanks."""
    return character != " " and (character in WHITE_SPACE or is_invisible(character))


def without_invisible(text: str) -> str:
    """Return the text without its invisible characters."""
    if text.isprintable() and (text.isascii() or not re.search(_NO_GLYPH, text)):
        return text
    return "".join(character for character in text if not is_invisible(character))


def legible_json(body: str) -> str:
    r"""Return the same JSON with escapes such as `\u202e` for hidden characters.

    People read it too, in a terminal, a log viewer or an e-mail. Hidden characters can stand in strings only, so every
    parser reads the same values. The two that XML, and so SQS and SNS, refuse are among them.
    """
    if body.isascii() and "\x7f" not in body:
        return body
    return "".join(
        json.dumps(each)[1:-1] if is_hidden(each) and each not in LAYOUT and each != "\x7f" else each for each in body
    ).replace("\x7f", r"\u007f")  # the one that json.dumps takes for printable


def legible_text(text: str) -> str:
    r"""Return a text with escapes such as `\u202e` for hidden characters, new lines among them, on one line."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(json.dumps(each)[1:-1].replace("\x7f", r"\u007f") if is_hidden(each) else each for each in text)
