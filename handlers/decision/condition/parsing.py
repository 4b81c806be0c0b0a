"""The text of a condition as Python's parser reads it, with everything refused that only looks like a condition.

Nothing of the text is ever run: the parser makes a tree of it, of which `checking` takes what it knows and no more. The
module that knows slips is imported where a condition first has other characters than most, or is wrong: the conditions
of most strategies are neither, and their cold starts do not pay for it.
"""

import ast
import functools
import re
import warnings

from handlers.decision.condition.faults import ConditionError, Fault

LONGEST_CONDITION = 4_000
"""Characters; Python's parser is quick on as many, whatever they are."""

MOST_TERMS = 200
"""Names and literals in a condition."""

DEEPEST = 50
"""Levels of nesting, far below what exhausts the stack of a parser or of a walk through the tree."""

_TEXT = re.compile(r"""(?P<quote>['"])(?:\\.|(?!(?P=quote))[^\\])*(?P=quote)""")


def parse(text: str) -> ast.expr:
    """Return the parsed condition.

    Raises:
        ConditionError: something keeps the text from being one; says what, and where.
    """
    if len(text) > LONGEST_CONDITION:
        raise ConditionError([Fault(LONGEST_CONDITION, f"a condition has at most {LONGEST_CONDITION:,} characters")])
    if not text.strip():
        raise ConditionError([Fault(0, "a condition says when the rule fires, and this one is empty")])
    outside = _without_texts(text)
    if faults := _odd(text, outside) or _meaningless(outside):
        raise ConditionError(faults)
    try:
        with warnings.catch_warnings():  # of a text such as "\\d+", which stands for what is written
            warnings.simplefilter("ignore")
            parsed = ast.parse(_line(text)[0], mode="eval").body
    except SyntaxError as error:
        from handlers.decision.condition.slips import slip  # noqa: PLC0415 -- see above

        place = min(_line(text)[1] + (error.offset or 1) - 1, len(text) - 1)
        raise ConditionError([slip(text, outside, place, error.msg)]) from None
    except (RecursionError, MemoryError):  # how the parser says that its stack is used up
        raise ConditionError([Fault(0, f"a condition is nested at most {DEEPEST} levels deep")]) from None
    if faults := _oversized(parsed) or _parted(text, parsed):
        raise ConditionError(faults)
    return parsed


def column(text: str, node: ast.expr) -> int:
    """Return where in the text the node begins, in characters; the parser counts bytes of UTF-8."""
    line, blanks = _line(text)
    return blanks + len(line.encode()[: node.col_offset].decode())


def operator_column(text: str, left: ast.expr, right: ast.expr) -> int:
    """Return where in the text the operator between two operands begins."""
    line, blanks = _line(text)
    end = len(line.encode()[: left.end_col_offset].decode())
    between = line[end : column(text, right) - blanks]
    return blanks + end + len(between) - len(between.lstrip(" )"))


def source(text: str, node: ast.expr, since: int | None = None) -> str:
    """Return what was written for the node, or from a place in the text on to its end."""
    line, blanks = _line(text)
    begin = column(text, node) if since is None else since
    return line[begin - blanks : len(line.encode()[: node.end_col_offset].decode())]


@functools.lru_cache(maxsize=1)  # asked for at every node of a condition
def _line(text: str) -> tuple[str, int]:
    """Return the condition in one line, and how many blanks stood before it."""
    line = re.sub(r"\s", " ", text)
    return line.strip(), len(line) - len(line.lstrip())


def one_text(written: str) -> bool:
    """Return whether this is one text in one pair of quotes: two beside each other would be joined without a word."""
    return _TEXT.fullmatch(written.lstrip("rRuU")) is not None


def _without_texts(text: str) -> str:
    """Return as many characters, with quotes for all that a text is made of."""
    return _TEXT.sub(lambda found: '"' * len(found[0]), text)


def _odd(text: str, outside: str) -> list[Fault]:
    """Return a fault for each character that a reader would miss, or take for another."""
    if text.isascii() and text.isprintable():
        return []
    from handlers.decision.condition.slips import odd_characters  # noqa: PLC0415 -- see above

    return odd_characters(text, outside)


def _meaningless(outside: str) -> list[Fault]:
    return [
        Fault(outside.index(character), f"{character} has no meaning here", hint)
        for character, hint in (("#", "write the remark above the rule"), ("\\", None), (";", None))
        if character in outside
    ]


def _oversized(parsed: ast.expr) -> list[Fault]:
    """Return a fault if the tree is too large or too deep to be walked; found without recursion."""
    terms, level, depth = 0, [parsed], 0
    while level:
        depth += 1
        terms += sum(isinstance(each, ast.Name | ast.Constant) for each in level)
        level = [child for each in level for child in ast.iter_child_nodes(each) if isinstance(child, ast.expr)]
    if terms > MOST_TERMS:
        return [Fault(0, f"a condition has at most {MOST_TERMS} names and literals; this one has {terms}")]
    if depth > DEEPEST:
        return [Fault(0, f"a condition is nested at most {DEEPEST} levels deep")]
    return []


def _parted(text: str, parsed: ast.expr) -> list[Fault]:
    """Return a fault where a comma, meant to part thousands or conditions, makes a list of the whole."""
    if not isinstance(parsed, ast.Tuple) or source(text, parsed).startswith("("):
        return []
    return [
        Fault(
            text.index(",", column(text, parsed)), "a comma parts the values of a list", "5_000 for thousands, or `and`"
        )
    ]
