"""Text as a terminal of a given width prints it."""

import io

from rich.console import RenderableType

from fraudctl.terminal.text import Terminal


def printed(renderable: RenderableType, *, width: int, soft_wrap: bool = False) -> str:
    """Return the printed text."""
    stream = io.StringIO()
    Terminal(width=width, file=stream).print(renderable, soft_wrap=soft_wrap)
    return stream.getvalue()
