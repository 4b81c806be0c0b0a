"""The block of a document that `fraudctl graph` writes, between two comments that no reader sees."""

import re

from fraudctl.errors import CommandError

BEGIN, END = "<!-- made by `fraudctl graph`: edit the program, then run it with --into -->", "<!-- end of graph -->"
BLOCK = re.compile(f"{re.escape(BEGIN)}\n(.*?){re.escape(END)}", re.DOTALL)


def block(picture: str) -> str:
    """The picture as GitHub draws it."""
    return f"{BEGIN}\n```mermaid\n{picture}\n```\n{END}"


def replaced(document: str, picture: str) -> str:
    """The document with the picture in place of the one it has.

    Raises:
        CommandError: it has no place for one.
    """
    if not BLOCK.search(document):
        raise CommandError(f"the document has no place for the picture: put these lines in it\n{BEGIN}\n{END}")
    return BLOCK.sub(lambda _: block(picture), document)
