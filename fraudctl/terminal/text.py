"""Text and console for everything printed to a person: text from outside is shown, never executed.

`Text` escapes its content, line ends too: a `Text` is one row, several rows are a group of them. `Terminal` escapes
plain strings, knows no markup, and as the last resort escapes whatever else is rendered.
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
        """Add a string with a style, or styled text as it is."""
        super().append(escape_invisible(text) if isinstance(text, str) else text, style)
        return self

    def copy(self) -> "Text":
        """Return a copy that escapes what is added to it as well."""
        again = self.blank_copy(self.plain)
        again.spans = self.spans.copy()
        return again

    def blank_copy(self, plain: str = "") -> "Text":
        """Return other text of the same style and layout."""
        options = {"justify": self.justify, "overflow": self.overflow, "no_wrap": self.no_wrap}
        return Text(plain, self.style, **options, end=self.end, tab_size=self.tab_size)


class Terminal(Console):
    """A console that prints strings as they are: no markup, no emoji codes, no guessed colours, no controls."""

    def __init__(
        self, *, stderr: bool = False, width: int | None = None, file: IO[str] | None = None, colours: bool = False
    ) -> None:
        """Create a console for a stream; it has colours if the stream is a terminal, or if they are asked for."""
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
        """Return a string as escaped styled text; a request for markup is ignored."""
        return super().render_str(
            escape_invisible(text), **{**options, "markup": False, "emoji": False, "highlight": False}
        )

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments to print, with escapes in those of parts that are not ours."""
        for segment in super().render(renderable, options):
            if segment.control or (segment.text.isascii() and segment.text.isprintable()):
                yield segment
            else:
                rows = "\n".join(map(escape_invisible, segment.text.split("\n")))  # the layout's own line ends
                yield Segment(rows, segment.style)
