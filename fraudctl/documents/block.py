"""Writer of the block of a document that `fraudctl graph` writes, between two comments that no reader sees."""

import re
from pathlib import Path

from fraudctl.errors import CommandError

BEGIN, END = "<!-- made by `fraudctl graph`: edit the program, then run it with --into -->", "<!-- end of graph -->"
BLOCK = re.compile(f"{re.escape(BEGIN)}\r?\n(.*?){re.escape(END)}", re.DOTALL)


def picture_block(picture: str) -> str:
    """Return a picture as GitHub draws it."""
    return f"{BEGIN}\n```mermaid\n{picture}\n```\n{END}"


def replace_picture(document: str, picture: str) -> str:
    """Return the document with the picture in place of the one it has.

    Raises:
        CommandError: it has no place for one.
    """
    if not BLOCK.search(document):
        raise CommandError(f"the document has no place for the picture: put these lines in it\n{BEGIN}\n{END}")
    return BLOCK.sub(lambda old: picture_block(picture).replace("\n", _line_end(old[0])), document)


def write_picture(document: Path, picture: str) -> None:
    """Write the picture into a document, and leave every other byte as it is.

    Raises:
        CommandError: it is no text in UTF-8, or has no place for the picture.
    """
    try:
        text = document.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise CommandError(f"{document} is no text in UTF-8") from error
    document.write_bytes(replace_picture(text, picture).encode())


def _line_end(old: str) -> str:
    return "\r\n" if old.startswith(f"{BEGIN}\r\n") else "\n"
