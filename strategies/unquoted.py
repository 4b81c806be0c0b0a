"""Conditions that YAML does not take for one text, as they lack quotes around the whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import yaml

from handlers.decision.strategy.schema import RULE
from strategies.yaml_tree import compose

CONDITION = "when"
"""The field of a rule that holds its condition."""

LONGEST_LINE = 10_000
"""Characters of a line that is looked at: a rule, with a condition of as many characters as one may have."""

MOST_CONDITIONS = 1_000
"""Conditions of a file that are looked at; a strategy has fewer rules."""

_DASHES = r"[ \t]*(?:-[ \t]+)*"
_KEY = rf"""["']?(?P<key>{CONDITION})["']?[ \t]*:[ \t]+(?=[^\s#])"""
_BLOCK, _BRACES = re.compile(_DASHES + _KEY), re.compile(rf"{_DASHES}\{{(?:.{{0,500}}?[,\s])?{_KEY}")
"""The beginning of a line as in `- when: hour > 1`, and as in `- {code: a, when: hour > 1, weight: 1}`."""

_REMARK = re.compile(r"[ \t]\#")
_AFTER_IN_BRACES = re.compile(rf""",[ \t]*(?:{"|".join(RULE)})[ \t]*:.*$|\}}[ \t]*(?:\#.*)?$|,$""")
"""The end of a line after the condition."""

_QUOTED = re.compile(r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')[ \t]*(?:[,}\]].*)?""")
"""A text in quotes as a whole, and what follows it in braces; JSON is written so."""

_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")
_INDICATORS = "[]{}!%@*&|>`,?-:\"'"
"""Characters that mean something to YAML at the beginning of a value, some of them before a blank alone."""


@dataclass(frozen=True, slots=True)
class UnquotedCondition:
    """A condition with its place, and what to say of it."""

    begin: int
    line: int
    column: int
    condition: str
    message: str
    hint: str


class _Written(NamedTuple):
    """A condition as it stands in the line of its key."""

    begin: int
    line: int
    column: int
    condition: str
    braces: bool
    goes_on: bool
    """True if lines below belong to it."""


def unquoted(text: str) -> Iterator[UnquotedCondition]:
    """Yield the conditions, each in the line of its key, that YAML does not take for one text."""
    for each in islice(_conditions(text), MOST_CONDITIONS):
        if not _one_text(each.condition, braces=each.braces):
            quoted = "'" + each.condition.replace("'", "''") + "'"
            yield UnquotedCondition(
                begin=each.begin,
                line=each.line,
                column=each.column,
                condition=each.condition,
                message=f"to YAML this is not one text: {_reason(each.condition)} stands in quotes as a whole",
                hint="quotes around the whole condition" if each.goes_on else quoted,
            )


def _conditions(text: str) -> Iterator[_Written]:
    lines, begin = text.split("\n"), 0
    for number, line in enumerate(lines):
        if len(line) <= LONGEST_LINE and (key := _BLOCK.match(line) or _BRACES.match(line)):
            braces, rest = key.re is _BRACES, line[key.end() :].rstrip()
            last_quote = max(rest.rfind('"'), rest.rfind("'"))
            after = _AFTER_IN_BRACES.search(rest, 1) if braces else _REMARK.search(rest, max(1, last_quote + 1))
            yield _Written(
                begin=begin + key.end(),
                line=number,
                column=key.end(),
                condition=(rest[: after.start()] if after else rest).rstrip(),
                braces=braces,
                goes_on=not braces and _indent(lines[number + 1 : number + 2]) > key.start("key"),
            )
        begin += len(line) + 1


def blanked(text: str, conditions: Iterable[UnquotedCondition]) -> str:
    """Return a text of the same length that YAML does not stumble over at these conditions."""
    for each in conditions:
        text = text[: each.begin] + "x" * len(each.condition) + text[each.begin + len(each.condition) :]
    return text


def _one_text(condition: str, *, braces: bool) -> bool:
    """Return whether YAML takes the whole for one text, or for the beginning of one in quotes or in lines below."""
    if _BLOCK_HEADER.fullmatch(condition) or _QUOTED.fullmatch(condition):
        return True
    if condition[0] in "[{":
        return False
    if not (braces or condition[0] in _INDICATORS or ": " in condition or " #" in condition or condition[-1] == ":"):
        return True
    try:
        node = compose(f"{{a: {condition}}}" if braces else f"a: {condition}")
    except yaml.MarkedYAMLError as error:
        return "quoted scalar" in str(error.context)  # that ends in a line below
    match node:
        case yaml.MappingNode(value=[(_, yaml.ScalarNode(value=value, style=style))]):
            cut = style is None and value != condition and (value.count('"') % 2 or value.count("'") % 2)
            return not cut
        case _:
            return False


def _reason(condition: str) -> str:
    begin = condition[0]
    if begin in "\"'":
        return "a condition that begins with a quote"
    if begin in _INDICATORS and not (begin == "-" and condition[1:2].strip()):
        return f"a condition that begins with {begin}"
    if ": " in condition or condition[-1] == ":":
        return "a condition that holds a colon before a blank"
    return "a condition that holds # after a blank" if " #" in condition else "such a condition in braces"


def _indent(line: Sequence[str]) -> int:
    """Return how far a line is indented; 0 if there is none, or nothing on it."""
    return next((len(each) - len(each.lstrip()) for each in line if each.strip()), 0)
