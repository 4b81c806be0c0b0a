"""What everything printed to a person passes through: text from outside is shown, never obeyed.

`Text` spells out what it is given, line ends too: a `Text` is one row, and what has several rows is a group of them.
`Terminal` does the same to plain strings, knows no markup, and as the last resort to whatever else is rendered.
"""

from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console, ConsoleOptions, RenderableType  # noqa: TID251 -- the one place for it
from rich.segment import Segment
from rich.style import Style
from rich.text import Text as RichText  # noqa: TID251 -- likewise

from fraudctl.terminal.escaping import escape_invisible

AnyText = RichText
"""Styled text, ours or rich's."""


class Text(RichText):
    """Styled text of one row."""

    def __init__(self, text: str = "", style: str | Style = "", **options: Any) -> None:
        super().__init__(escape_invisible(text), style, **options)

    def append(self, text: RichText | str, style: str | Style | None = None) -> "Text":
        """Add text, with a style if it is no styled text itself."""
        super().append(escape_invisible(text) if isinstance(text, str) else text, style)
        return self

    def copy(self) -> "Text":
        """Return the same again, which is added to likewise."""
        again = self.blank_copy(self.plain)
        again.spans = self.spans.copy()
        return again

    def blank_copy(self, plain: str = "") -> "Text":
        """Return other text of the same style and layout."""
        options = {"justify": self.justify, "overflow": self.overflow, "no_wrap": self.no_wrap}
        return Text(plain, self.style, **options, end=self.end, tab_size=self.tab_size)


class Terminal(Console):
    """A console that takes strings as they are: no markup, no emoji codes, no guessed colours, no controls."""

    def __init__(
        self, *, stderr: bool = False, width: int | None = None, file: IO[str] | None = None, colours: bool = False
    ) -> None:
        """Make one for a stream; it has colours if the stream is a terminal, or if they are asked for."""
        super().__init__(
            stderr=stderr,
            width=width,
            file=file,
            force_terminal=colours or None,
            color_system="truecolor" if colours else "auto",
            markup=False,
            emoji=False,
            highlight=False,
        )

    def render_str(self, text: str, **options: Any) -> RichText:
        """Make styled text of a string, spelt out; a markup that is asked for is not heeded."""
        return super().render_str(
            escape_invisible(text), **{**options, "markup": False, "emoji": False, "highlight": False}
        )

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the pieces of what is shown, and spell out what a part that is not ours has left as it was."""
        for segment in super().render(renderable, options):
            if segment.control or (segment.text.isascii() and segment.text.isprintable()):
                yield segment
            else:
                rows = "\n".join(map(escape_invisible, segment.text.split("\n")))  # the layout's own line ends
                yield Segment(rows, segment.style)
