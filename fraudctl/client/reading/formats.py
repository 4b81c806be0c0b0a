"""File formats that `send` does not read, and what it says of them."""

import json
import re
import shlex
from dataclasses import dataclass

EXPECTED = (
    "expected are JSON objects in UTF-8, one a line, in an array or one after the other, plain or compressed with gzip"
)
PLACE = "FILE"
"""Stands for the file in a command."""

PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Format:
    """A file format by the name that people know it by."""

    name: str
    convert: str = ""
    """A command that prints the file as JSON in UTF-8, if one does; without the file, it reads its standard input."""
    seeks: bool = False
    """Whether the command cannot do without the file."""
    inflates: bool = False
    """Whether it reads gzip as well."""
    caution: str = ""

    def complaint(self, file: str | None, *, compressed: bool) -> str:
        """Return what the file looks like, what is expected, and how to convert it; without a file, of the input."""
        looks = f"{file or 'the standard input'} looks like {self.name}{', compressed with gzip' if compressed else ''}"
        if not self.convert or (compressed and self.seeks and not self.inflates):
            return f"{looks}; {EXPECTED}"
        command = self.convert
        if compressed and not self.inflates:
            command = f"gzip -dc {PLACE} | {command.replace(f' {PLACE}', '')}"
        command = command.replace(PLACE, shlex.quote(file) if file else PLACE)
        caution = f" ({self.caution})" if self.caution else ""
        return f"{looks}; {EXPECTED}. Convert it: {command} | fraudctl send -{caution}"


def list_at(*fields: str) -> Format:
    """Return the format of an object that holds a list in a field, or in a field of a field."""
    parts = (f".{each}" if PLAIN.fullmatch(each) else f"[{json.dumps(each)}]" for each in fields)
    path = "." + "".join(parts).removeprefix(".")
    return Format(
        f"an object that holds a list in {path}",
        f"jq -c {shlex.quote(f'{path}[]')} {PLACE}",
        caution="with jq 1.7 or later: older ones round numbers",
    )
