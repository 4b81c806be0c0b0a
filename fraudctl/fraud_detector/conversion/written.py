"""A condition's tree as the text that it is checked from."""

import json
import keyword
from decimal import Decimal
from typing import Any

from handlers.decision.condition.tree import (
    Arithmetic,
    Call,
    Compare,
    Constant,
    Junction,
    Missing,
    Negative,
    Node,
    Not,
    Read,
)
from handlers.decision.condition.vocabulary import METADATA

_OR, _AND, _NOT, _COMPARED, _SUM, _PRODUCT, _SIGNED, _VALUE = range(8)
_POWERS = {"or": _OR, "and": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT}


def written(node: Node) -> str:
    """Return the condition, with the parentheses that it needs, and those that spare a reader the precedence."""
    return _written(node)[0]


def _written(node: Node) -> tuple[str, int]:  # noqa: C901, PLR0911 -- one for each kind of node
    """Return the text of a node, and how close its outermost operator binds."""
    match node:
        case Constant(value=value):
            return _literal(value), _SIGNED if isinstance(value, Decimal) and value < 0 else _VALUE
        case Read(name=name):
            return name_written(name), _VALUE
        case Missing(name=name):
            return f"missing({name_written(name)})", _VALUE
        case Not(operand=operand):
            return f"not {_within(operand, _NOT)}", _NOT
        case Negative(operand=operand):
            return f"-{_within(operand, _VALUE)}", _SIGNED
        case Junction(word=word, operands=operands):
            return f" {word} ".join(_within(each, _COMPARED, _NOT) for each in operands), _POWERS[word]
        case Arithmetic(operator=sign, left=left, right=right):
            power = _POWERS[sign]
            return f"{_within(left, power)} {sign} {_within(right, power + 1)}", power
        case Compare(operands=(left, right), operators=(sign,)):
            return f"{_within(left, _SUM)} {sign} {_within(right, _SUM)}", _COMPARED
        case Call(function="matches", arguments=(text, Constant(value=str() as pattern))):
            return f"matches({written(text)}, {_pattern(pattern)})", _VALUE
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(written, arguments))})", _VALUE
    raise TypeError(f"no condition is written with a {type(node).__name__}")


def _within(node: Node, least: int, *but: int) -> str:
    """Return the text of an operand, in parentheses unless it binds so close, or as close as one of `but`."""
    text, power = _written(node)
    return text if power >= least or power in but else f"({text})"


def name_written(name: str) -> str:
    """Return a name as conditions read it; a key of the metadata that is no Python name stands in brackets."""
    first, dot, key = name.partition(".")
    if first != METADATA or (key.isascii() and key.isidentifier() and not keyword.iskeyword(key)):
        return name
    return f"{first}[{_text(key)}]" if dot else name


def _literal(value: Any) -> str:
    match value:
        case bool():
            return str(value)
        case Decimal():
            digits = format(value, "f")
            return digits.rstrip("0").rstrip(".") if "." in digits else digits
        case tuple():
            return f"[{', '.join(map(_literal, value))}]"
        case _:
            return _text(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _pattern(pattern: str) -> str:
    plain = "\\" in pattern and '"' not in pattern and pattern.isprintable()
    return f'r"{pattern}"' if plain else _text(pattern)
