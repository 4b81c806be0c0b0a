"""The tokens of the rule language; blanks and comments are none."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from fraudctl.fraud_detector.language.faults import ExpressionError

LONGEST_EXPRESSION = 4_096
"""Characters, by the service's API."""

NUMBER, TEXT, VARIABLE, LIST, WORD, SIGN, END = "number", "text", "variable", "list", "word", "sign", "end"

_TOKEN = re.compile(
    r"""(?P<blank>\s+|\#[^\n]*)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |"(?P<text>(?:\\.|[^"\\])*)"
    |\$(?P<variable>[A-Za-z0-9_]+)
    |@(?P<list>[A-Za-z0-9_]+)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>==|!=|<=|>=|[<>!+\-*/%(),\[\]])""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)

_SLIPS = {
    '"': "this text has no end",
    "'": "texts stand in double quotes",
    "&": "the language's word for && is and",
    "|": "the language's word for || is or",
    "=": "= is no comparison: the language has ==",
    "$": "no variable is named after $",
    "@": "no list is named after @",
}


class Token(NamedTuple):
    """A token: its kind, what it says, and its place."""

    kind: str
    said: str
    at: int


def tokens(expression: str) -> Iterator[Token]:
    """Yield the tokens of an expression, and one for its end.

    Raises:
        ExpressionError: a character begins no token, or the expression is too long.
    """
    if len(expression) > LONGEST_EXPRESSION:
        raise ExpressionError(
            f"an expression has at most {LONGEST_EXPRESSION:,} characters; this one has {len(expression):,}",
            LONGEST_EXPRESSION,
        )
    at = 0
    while at < len(expression):
        found = _TOKEN.match(expression, at)
        if found is None:
            character = expression[at]
            raise ExpressionError(_SLIPS.get(character, f"{character} is no sign of the language"), at)
        kind = str(found.lastgroup)
        if kind != "blank":
            yield Token(kind, found[kind], at)
        at = found.end()
    yield Token(END, "", at)
