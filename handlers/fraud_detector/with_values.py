"""A condition with the values of one event in the place of their names, as an explanation shows it."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from handlers.fraud_detector.values import text_of

METADATA = "metadata"
ABSENT = "null"

_PIECES = re.compile(r'"(?:[^"\\]|\\.)*"|#[^\n]*|\$([A-Za-z0-9_]+)', re.DOTALL | re.ASCII)
"""Texts and comments of the service's language, and its variables."""


def with_values(condition: str, values: Mapping[str, Any]) -> str:
    """Return the condition with each name that is known replaced; what is None is `null`.

    Args:
        condition: As the strategy has it, without faults.
        values: By the names that conditions read. Keys of the metadata that are not there are absent.
    """
    line = re.sub(r"\s", " ", condition).strip()
    written = line.encode()
    for begin, end, name in sorted(_names(ast.parse(line, mode="eval").body), reverse=True):
        if name in values or name.startswith(f"{METADATA}."):
            written = written[:begin] + _literal(values.get(name)).encode() + written[end:]
    return written.decode()


def expression_with_values(expression: str, values: Mapping[str, Any]) -> str:
    """Return a rule of the service's language with each variable replaced; what is None, or not there, is `null`.

    Args:
        expression: As the service had it; what stands in texts and comments is left.
        values: By the variables' names.
    """
    return _PIECES.sub(lambda found: _literal(values.get(found[1])) if found[1] else found[0], expression)


def _names(node: ast.expr) -> Iterator[tuple[int, int, str]]:
    """Yield where each name stands, in bytes, and what it names."""
    if name := _name(node):
        yield node.col_offset, node.end_col_offset or 0, name
        return
    within = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
    for each in within:
        if isinstance(each, ast.expr):
            yield from _names(each)


def _name(node: ast.expr) -> str | None:
    match node:
        case ast.Name(id=name) if name != METADATA:
            return name
        case ast.Attribute(value=ast.Name(id=of), attr=name):
            return f"{of}.{name}"
        case ast.Subscript(value=ast.Name(id=of), slice=ast.Constant(value=str() as key)):
            return f"{of}.{key}"
    return None


def _literal(value: object) -> str:
    match value:
        case None:
            return ABSENT
        case bool() | Decimal() | int():
            return text_of(value)
        case list():
            return f"[{', '.join(map(_literal, value))}]"
        case _:
            return json.dumps(str(value), ensure_ascii=False)
