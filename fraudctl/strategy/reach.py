"""The parts of a condition that an evaluation does not come to."""

import ast
from collections.abc import Iterator
from decimal import DivisionByZero, InvalidOperation, Overflow, localcontext

from handlers.decision.condition.compiling import Values
from handlers.decision.condition.evaluation import evaluate
from handlers.decision.condition.tree import Junction, Node, Not
from handlers.decision.decide import EXACT


def not_reached(expression: ast.expr, node: Node, values: Values) -> Iterator[ast.expr]:
    """Yield the operands of `and` and `or` that stand after what decided the condition, or ended its evaluation."""
    match expression, node:
        case ast.UnaryOp(operand=inner), Not(operand=below):
            yield from not_reached(inner, below, values)
        case ast.BoolOp(values=parts), Junction(word=word, operands=operands):
            for place, (part, operand) in enumerate(zip(parts, operands, strict=True), start=1):
                yield from not_reached(part, operand, values)
                if _result(operand, values) in (None, word == "or"):
                    yield from parts[place:]
                    return


def _result(node: Node, values: Values) -> bool | None:
    """Return what the part comes to, None where its evaluation ends without."""
    try:
        with localcontext(EXACT):
            return bool(evaluate(node, values))
    except (KeyError, DivisionByZero, InvalidOperation, Overflow):
        return None
