"""A text as YAML writes it, character by character: where in the file each one of its value stands.

Blanks and line ends are left out on both sides, since YAML folds them; all other characters keep their order.
"""

import re
from collections.abc import Iterator

from yaml.scanner import Scanner

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.|\n))", re.DOTALL)


def place_of(raw: str, style: str | None, value: str, column: int) -> int | None:
    """Return where in a text's written form the character at `column` of its value stands; None if that is unclear."""
    written = [(character, place) for character, place in _characters(raw, style) if not character.isspace()]
    if [character for character, _ in written] != [each for each in value if not each.isspace()]:
        return None
    before = sum(not each.isspace() for each in value[:column])
    if column < len(value) and not value[column].isspace():
        return written[before][1]
    return written[before - 1][1] + 1 if before else 0


def _characters(raw: str, style: str | None) -> Iterator[tuple[str, int]]:
    """Yield the characters that a text in this style stands for, each with its place."""
    place, end = 0, len(raw)
    if style in ("|", ">"):
        place = raw.index("\n") if "\n" in raw else end
    elif style in ("'", '"'):
        place, end = 1, end - 1
    while place < end:
        if style == "'" and raw.startswith("''", place):
            yield "'", place
            place += 2
        elif style == '"' and (escape := _ESCAPE.match(raw, place)):
            digits = next(filter(None, escape.groups()[:3]), None)
            yield chr(int(digits, 16)) if digits else Scanner.ESCAPE_REPLACEMENTS.get(escape[4], "\n"), place
            place = escape.end()
        else:
            yield raw[place], place
            place += 1
