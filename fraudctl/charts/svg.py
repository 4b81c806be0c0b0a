"""Elements of SVG: what is said in them is escaped, and numbers are the same on every machine."""

from html import escape

from fraudctl.terminal.escaping import escape_invisible


def element(name: str, *content: str, **attributes: str | float) -> str:
    """Return an element; its content is markup, and of the attributes' names `_` is a hyphen, but the last one none."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{value if isinstance(value, str) else decimal(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(content)}</{name}>" if content else f"<{name}{written}/>"


def text(said: str, x: float, y: float, class_: str = "", anchor: str = "start") -> str:
    """Return a text at a place, whoever wrote it."""
    options = {"class_": class_} if class_ else {}
    return element("text", escaped(said), x=x, y=y, text_anchor=anchor, **options)


def escaped(said: str) -> str:
    """Return a text as markup, on which nothing in it is obeyed."""
    return escape(escape_invisible(said))


def shortened(said: str, most: int) -> str:
    """Return a text of at most so many characters."""
    said = escape_invisible(said)
    return said if len(said) <= most else f"{said[: most - 1]}…"


def decimal(value: float) -> str:
    """Return a coordinate to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")
