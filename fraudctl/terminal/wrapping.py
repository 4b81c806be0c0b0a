"""Rows that wrap at the terminal's width, with an indent, and never within a word, an id or a value."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import ConsoleOptions

from fraudctl.terminal.text import AnyText, Text

GAP = 2
"""Blanks between two parts; the words of a part that is too long for a row are one blank apart."""


@dataclass(frozen=True, kw_only=True)
class WrappedRow:
    """A head and the parts that follow it; print it with `soft_wrap`, as a long id may be wider than a row."""

    head: AnyText
    parts: Iterable[AnyText]
    indent: int
    """Blanks before each further row."""
    gap: int = GAP

    def __rich_console__(self, _console: object, options: ConsoleOptions) -> Iterator[AnyText]:
        """Yield the rows."""
        room = options.max_width
        row, empty = self.head.copy(), not self.head.plain.strip()
        for gap, word in self._words(room - self.indent):
            if not empty and row.cell_len + gap + word.cell_len > room:
                yield row
                row, empty = Text(" " * self.indent), True
            if not empty:
                row.append(" " * gap)
            row.append(word)
            empty = False
        yield row

    def _words(self, room: int) -> Iterator[tuple[int, AnyText]]:
        for part in self.parts:
            if part.cell_len <= room:
                yield self.gap, part
            else:
                for position, word in enumerate(part.split(" ")):
                    yield 1 if position else self.gap, word


def wrap_sentence(text: str, style: str = "", *, indent: int = 0) -> WrappedRow:
    """Return a sentence that wraps between its words."""
    words = text.lstrip(" ").split(" ")
    blanks = " " * (len(text) - len(text.lstrip(" ")))
    head, *rest = (Text(word, style) for word in words)
    return WrappedRow(head=Text(blanks).append(head), parts=rest, indent=indent, gap=1)
