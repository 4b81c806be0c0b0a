"""Amounts that a condition compares with money written down, in a case in which it does not look at the currency.

An entity's sums and means are amounts, too, in the payment's own currency: an amount compared with a mean, or divided
by one, says the same in all currencies.
"""

from decimal import Decimal

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
    walk,
)
from handlers.decision.entity.catalogue import feature_of

CURRENCY = "currency"


def amount_alone(node: Node, *, hold: bool = True, asked: bool = False) -> bool:
    """Return whether the condition can hold, or not hold, by an amount whose currency nobody asked about.

    Args:
        node: The condition, or a part of it.
        hold: Whether it must hold.
        asked: Whether the currency was asked about by what must be so, too.
    """
    match node:
        case Not(operand=operand):
            return amount_alone(operand, hold=not hold, asked=asked)
        case Junction(word=word, operands=operands) if (word == "and") is hold:
            asked = asked or any(_asks(each, hold=hold) for each in operands)
            return any(amount_alone(each, hold=hold, asked=asked) for each in operands)
        case Junction(operands=operands):
            for each in operands:  # a later one is evaluated where the earlier ones came out the other way
                if amount_alone(each, hold=hold, asked=asked):
                    return True
                asked = asked or _asks(each, hold=not hold, named=True)
            return False
        case Compare(operands=operands) if not asked:
            return any(map(_of_amount, operands)) and any(map(_money, operands))
        case _:
            return False


def _asks(node: Node, *, hold: bool, named: bool = False) -> bool:
    """Return whether all ways in which it holds, or does not, say something of the currency, or even name it."""
    match node:
        case Not(operand=operand):
            return _asks(operand, hold=not hold, named=named)
        case Junction(word=word, operands=operands):
            way = any if (word == "and") is hold else all
            return way(_asks(each, hold=hold, named=named) for each in operands)
        case Missing(name=name):
            return name == CURRENCY and (hold or not named)
        case Compare(operators=operators):
            positive = {"==", "in"} if hold else {"!=", "not in"}
            read = any(isinstance(each, Read) and each.name == CURRENCY for each in walk(node))
            return read and (not named or set(operators) <= positive)
        case _:
            return any(isinstance(each, Read) and each.name == CURRENCY for each in walk(node)) and not named


def _of_amount(node: Node) -> bool:  # noqa: PLR0911 -- one for each kind of node
    """Return whether it is an amount of money; a remainder and a share of another value are none."""
    match node:
        case Read(name=name):
            return (feature := feature_of(name)) is not None and feature.unit == "money"
        case Arithmetic(operator="%"):
            return False
        case Arithmetic(operator="/", left=left, right=right):
            return isinstance(right, Constant) and _of_amount(left)
        case Arithmetic(left=left, right=right):
            return _of_amount(left) or _of_amount(right)
        case Negative(operand=operand):
            return _of_amount(operand)
        case Call(arguments=arguments):
            return any(map(_of_amount, arguments))
        case _:
            return False


def _money(node: Node) -> bool:  # noqa: PLR0911 -- one for each kind of node
    """Return whether a number that is written out is, or is added to, what is compared; a factor is not."""
    match node:
        case Constant(value=Decimal() as value):
            return value != 0
        case Constant(value=tuple() as values):
            return any(isinstance(each, Decimal) and each for each in values)
        case Arithmetic(operator="+" | "-", left=left, right=right):
            return _money(left) or _money(right)
        case Arithmetic(operator="*" | "/", left=left, right=right):
            return any(_money(each) for each in (left, right) if not isinstance(each, Constant))
        case Negative(operand=operand):
            return _money(operand)
        case Call(arguments=arguments):
            return any(map(_money, arguments))
        case _:
            return False
