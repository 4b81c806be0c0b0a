"""Conditions that YAML does not take for one text, as they lack quotes around the whole."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from handlers.decision.schema import RULE

CONDITION = "when"
"""The field of a rule that holds its condition."""

_BLOCK = re.compile(
    rf"""^(?P<before>[ \t]*(?:-[ \t]+)*(?P<key>["']?{CONDITION}["']?)[ \t]*:[ \t]+)"""
    r"""(?P<condition>[^\s#].*?)(?:[ \t]\#[^"'\n]*)?[ \t\r]*$""",
    re.MULTILINE,
)
_BRACES = re.compile(
    rf"""^(?P<before>[ \t]*(?:-[ \t]+)*\{{(?:.{{0,500}}?[,\s])?(?P<key>["']?{CONDITION}["']?)[ \t]*:[ \t]+)"""
    rf"""(?P<condition>[^\s\#].{{0,4000}}?)[ \t]*"""
    rf"""(?:,[ \t]*(?:{"|".join(RULE)})[ \t]*:.*|\}}[ \t]*(?:\#.*)?|,?[ \t]*)\r?$""",
    re.MULTILINE,
)
"""A rule in one line, as in `- {code: a, when: hour > 1, weight: 1}`."""

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


def unquoted(text: str) -> Iterator[UnquotedCondition]:
    """Yield the conditions, each in the line of its key, that YAML does not take for one text."""
    for form, braces in ((_BLOCK, False), (_BRACES, True)):
        for found in form.finditer(text):
            condition = found["condition"]
            if _one_text(condition, braces=braces):
                continue
            goes_on = not braces and _indent(text[found.end() :]) > len(found["before"].partition(CONDITION)[0])
            yield UnquotedCondition(
                begin=found.start("condition"),
                line=text.count("\n", 0, found.start("condition")),
                column=len(found["before"]),
                condition=condition,
                message=f"to YAML this is not one text: {_reason(condition)} stands in quotes as a whole",
                hint="quotes around the whole condition" if goes_on else "'" + condition.replace("'", "''") + "'",
            )


def blanked(text: str, conditions: Iterable[UnquotedCondition]) -> str:
    """Return a text of the same length that YAML does not stumble over at these conditions."""
    for each in conditions:
        text = text[: each.begin] + "x" * len(each.condition) + text[each.begin + len(each.condition) :]
    return text


def _one_text(condition: str, *, braces: bool) -> bool:
    """Return whether YAML takes the whole for one text, or for the beginning of one in quotes or in lines below."""
    if _BLOCK_HEADER.fullmatch(condition):
        return True
    if not (braces or condition[0] in _INDICATORS or ": " in condition or " #" in condition or condition[-1] == ":"):
        return True
    try:
        node = yaml.compose(f"{{a: {condition}}}" if braces else f"a: {condition}", Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return "quoted scalar" in str(error.context)  # that ends in a line below
    match node:
        case yaml.MappingNode(value=[(_, yaml.ScalarNode(value=value, style=style, tag=tag))]):
            cut = style is None and value != condition and (value.count('"') % 2 or value.count("'") % 2)
            return not cut and tag.startswith("tag:yaml.org")
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


def _indent(following: str) -> int:
    """Return how far the line below is indented; 0 if there is nothing on it."""
    line = following.lstrip("\r").removeprefix("\n").partition("\n")[0]
    return len(line) - len(line.lstrip()) if line.strip() else 0
