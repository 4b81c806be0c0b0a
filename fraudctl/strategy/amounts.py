"""Amounts that are compared with a number that was written down, which means something in one currency only.

An amount compared with a mean, or divided by it, is the same in every currency: both are in the payment's own.
"""

from decimal import Decimal

from handlers.decision.profile.catalogue import feature_of
from handlers.decision.tree import Arithmetic, Call, Compare, Constant, Missing, Negative, Node, Read, walk


def compares_amount_alone(tree: Node) -> bool:
    """Return whether a condition compares an amount with a number, and does not look at the currency."""
    if any(isinstance(node, Read | Missing) and node.name == "currency" for node in walk(tree)):
        return False
    return any(
        isinstance(node, Compare)
        and any(isinstance(each, Constant) and isinstance(each.value, Decimal) and each.value for each in node.operands)
        and any(_powers(each) for each in node.operands)
        for node in walk(tree)
    )


def _powers(node: Node) -> int:  # noqa: PLR0911 -- one for each kind of node
    """Return how often money is a factor of the value: 1 of an amount, 0 of one divided by another."""
    match node:
        case Read(name=name):
            known = feature_of(name)
            return int(known is not None and known.unit == "money")
        case Negative(operand=operand):
            return _powers(operand)
        case Arithmetic(operator="*", left=left, right=right):
            return _powers(left) + _powers(right)
        case Arithmetic(operator="/", left=left, right=right):
            return _powers(left) - _powers(right)
        case Arithmetic(operator="%", left=left):
            return _powers(left)
        case Arithmetic(left=left, right=right):
            return max(_powers(left), _powers(right))
        case Call(function="min" | "max" | "abs", arguments=arguments):
            return max(map(_powers, arguments))
    return 0
