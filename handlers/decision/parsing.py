"""The text of a condition as Python's parser reads it, with everything refused that only looks like a condition.

Nothing of the text is ever run: the parser makes a tree of it, of which `checking` takes what it knows and no more.
"""

import ast
import re
import unicodedata

from handlers.contract.invisible import is_hidden
from handlers.decision.faults import ConditionError, Fault

LONGEST_CONDITION = 4_000
"""Characters; Python's parser is quick on as many, whatever they are."""

MOST_TERMS = 200
"""Names and literals in a condition."""

DEEPEST = 50
"""Levels of nesting, far below what exhausts the stack of a parser or of a walk through the tree."""

_SLIPS = (
    (r"&&", "&& is no operator", "and"),
    (r"\|\|", "|| is no operator", "or"),
    (r"<>", "<> is no operator", "!="),
    (r"=>", "=> is no operator", ">="),
    (r"=<", "=< is no operator", "<="),
    (r"(?<![=!<>])=(?![=<>])", "= is no comparison", "=="),
    (r"!(?!=)", "! is no operator", "not"),
    (r"\bAND\b", "AND is no operator", "and"),
    (r"\bOR\b", "OR is no operator", "or"),
    (r"\bNOT\b", "NOT is no operator", "not"),
    (r"[0-9],[0-9]{3}\b", "a comma parts values, not thousands", "_"),
    (r"[$€£]", "an amount is written without its currency", None),
)
"""Signs of other languages, and what is written here instead; compiled only once a condition is wrong."""

_OPEN_ENDED = r"(\b(and|or|not|in)|[-+*/%<>=,(\[])\s*$"

_TYPESET = {"“": '"', "”": '"', "‘": "'", "’": "'", "≥": ">=", "≤": "<=", "≠": "!=", "−": "-"}  # noqa: RUF001 -- on purpose
"""Signs as word processors and web pages print them, and as they are typed."""

_TEXT = re.compile(r"""(?P<quote>['"])(?:\\.|(?!(?P=quote)).)*(?P=quote)""")


def parse(text: str) -> ast.expr:
    """Return the parsed condition.

    Raises:
        ConditionError: something keeps the text from being one; says what, and where.
    """
    if len(text) > LONGEST_CONDITION:
        raise ConditionError([Fault(LONGEST_CONDITION, f"a condition has at most {LONGEST_CONDITION:,} characters")])
    if not text.strip():
        raise ConditionError([Fault(0, "a condition says when the rule fires, and this one is empty")])
    if faults := _characters(text):
        raise ConditionError(faults)
    try:
        parsed = ast.parse(_line(text)[0], mode="eval").body
    except SyntaxError as error:
        raise ConditionError([_explained(text, error)]) from None
    except (RecursionError, MemoryError):  # how the parser says that its stack is used up
        raise ConditionError([Fault(0, f"a condition is nested at most {DEEPEST} levels deep")]) from None
    if faults := _oversized(parsed) or _parted(text, parsed):
        raise ConditionError(faults)
    return parsed


def column(text: str, node: ast.expr) -> int:
    """Return where in the text the node begins, in characters; the parser counts bytes of UTF-8."""
    line, blanks = _line(text)
    return blanks + len(line.encode()[: node.col_offset].decode())


def source(text: str, node: ast.expr) -> str:
    """Return what was written for the node."""
    line, _ = _line(text)
    return line.encode()[node.col_offset : node.end_col_offset].decode()


def _line(text: str) -> tuple[str, int]:
    """Return the condition in one line, and how many blanks stood before it."""
    line = re.sub(r"\s", " ", text)
    return line.strip(), len(line) - len(line.lstrip())


def _characters(text: str) -> list[Fault]:
    """Return a fault for each character that a reader would miss, or take for another."""
    outside = _TEXT.sub(lambda found: " " * len(found[0]), text)
    faults = []
    for place, character in enumerate(text):
        named = f"U+{ord(character):04X}"
        if character in "\r\n\t ":
            continue
        if is_hidden(character):
            faults.append(Fault(place, f"the character {named} is not shown, so nobody would know of it"))
        elif not outside[place].isascii():
            faults.append(Fault(place, f"{character} ({named}) stands outside a text", _ascii_for(character)))
    return faults or [
        Fault(outside.index(character), f"{character} has no meaning here", hint)
        for character, hint in (("#", "write the remark above the rule"), ("\\", None), (";", None))
        if character in outside
    ]


def _ascii_for(character: str) -> str | None:
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isascii() else _TYPESET.get(character)


def _explained(text: str, error: SyntaxError) -> Fault:
    """Return the slip that explains why the parser gave up, else where it did."""
    outside = _TEXT.sub(lambda found: " " * len(found[0]), text)
    for pattern, message, hint in _SLIPS:
        if found := re.search(pattern, outside):
            return Fault(found.start(), message, hint)
    if re.search(_OPEN_ENDED, outside):
        return Fault(len(text.rstrip()) - 1, "the condition ends before it is complete")
    place = min(_line(text)[1] + (error.offset or 1) - 1, len(text) - 1)
    return Fault(place, {"invalid syntax": "this is no condition"}.get(error.msg, error.msg))


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
