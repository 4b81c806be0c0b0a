"""Escapes for text from outside: a reader sees all of it in one row, and a terminal executes none of it."""

import io

from handlers.contract.invisible import is_hidden

_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def escape_invisible(text: str) -> str:
    r"""Return the text with escapes such as `\x1b`, `\n` and `\u202e` for characters that a reader does not see.

    These are: controls, line and paragraph separators, marks that change the direction of writing, invisible
    characters, blanks other than the space, lone surrogates, unassigned characters. A backslash stays one.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(character) if is_hidden(character) else character for character in text)


def subject(text: str) -> str:
    """Return a text that a person gave as an error names it: escaped, and `(empty)` where there is none."""
    return escape_invisible(text) or "(empty)"


def escape_unencodable(*streams: object) -> None:
    """Make streams in a narrow encoding, as with `LC_ALL=C` or a Windows code page, escape the characters they lack."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _escape(character: str) -> str:
    code = ord(character)
    if short := _SHORT.get(character):
        return short
    if code < 0x100:  # noqa: PLR2004 -- as Python spells it
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 -- likewise
