"""JSON that people read too: in a terminal, a log viewer, an e-mail."""

import json

from handlers.contract.invisible import is_hidden

LAYOUT = "\n\r\t"
"""What JSON allows between its parts; within a string all of it is escaped already."""


def legible_json(body: str) -> str:
    r"""Return the same JSON with escapes such as `\u202e` for characters that a reader does not see as themselves.

    They can stand in strings only, so every parser reads the same values. XML's two forbidden characters are among
    them, which SQS and SNS refuse.
    """
    if body.isascii() and "\x7f" not in body:
        return body
    return "".join(
        json.dumps(each)[1:-1] if is_hidden(each) and each not in LAYOUT and each != "\x7f" else each for each in body
    ).replace("\x7f", r"\u007f")  # the one that json.dumps takes for printable
