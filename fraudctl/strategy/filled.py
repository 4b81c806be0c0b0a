"""Conditions and values as an explanation shows them: the values of a transaction in place of the names."""

import ast
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from handlers.decision.condition.parsing import column, parse, source
from handlers.decision.condition.vocabulary import METADATA, TRANSACTION


def filled(condition: str, values: Mapping[str, Any]) -> str:
    """Return the condition in one line, with the values in place of the names."""
    parsed = parse(condition)
    pieces, end = [], 0
    for node, name in sorted(_names(parsed), key=lambda found: found[0].col_offset):
        begin = column(condition, node)
        pieces += [_in_one_line(condition[end:begin]), written(_value(name, values))]
        end = begin + len(source(condition, node))
    return "".join([*pieces, _in_one_line(condition[end:])]).strip()


def written(value: Any) -> str:
    """Return a value as a condition would have it."""
    match value:
        case None:
            return "absent"
        case bool():
            return str(value)
        case Decimal():
            return format(value, "f") if abs(value.adjusted()) < 40 else str(value)  # noqa: PLR2004 -- a row's width
        case frozenset():
            return f"[{', '.join(sorted(map(written, value)))}]"
        case str():
            return repr(value)
    raise TypeError(f"no condition reads a {type(value).__name__}")


def _in_one_line(text: str) -> str:
    return re.sub(r"\s", " ", text)


def _names(node: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """Yield each name that is read, or asked about, with where it stands."""
    match node:
        case ast.Name(id=name) if name in TRANSACTION:
            yield node, name
        case ast.Attribute(value=ast.Name(id=first), attr=second):
            yield node, f"{first}.{second}"
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str() as key)):
            yield node, f"{METADATA}.{key}"
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    yield from _names(child)


def _value(name: str, values: Mapping[str, Any]) -> Any:
    value = values.get(name)
    if isinstance(value, Mapping):  # a key of the metadata, in its row's form
        ((kind, raw),) = value.items()
        return Decimal(raw) if kind == "N" else raw
    return value
