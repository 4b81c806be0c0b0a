"""Questions about `null`, which an event may say in place of a value, answered before anything is evaluated.

The clients of the service cannot say it: a value of an event is a text. Our rows know no difference between null and
absent. So a question about it is answered with no, and the rule is exact only if it says of null what it says of the
default. Until here, `Missing` stands for `== null`.
"""

from fraudctl.fraud_detector.conversion.absence import Defaults
from fraudctl.fraud_detector.conversion.folding import decided, joined, truth
from handlers.decision.condition.tree import Junction, Missing, Node, Not, walk


def asked_for_null(node: Node) -> list[str]:
    """Return the names of variables that are compared with null."""
    return list(dict.fromkeys(each.name for each in walk(node) if isinstance(each, Missing)))


def without_nulls(node: Node) -> Node:
    """Return the tree for events that say null nowhere."""
    return _answered(node, None, null=False)


def null_is_default(node: Node, variable: str, defaults: Defaults) -> bool:
    """Return whether a rule says of an event with null in place of the variable what it says of one without it."""
    of_null = _answered(node, variable, null=True)
    if variable in defaults.variables(of_null):
        return False
    folded = _filled(of_null, variable, defaults)
    return folded is not None and folded == _filled(_answered(node, variable, null=False), variable, defaults)


def _answered(node: Node, variable: str | None, *, null: bool) -> Node:
    match node:
        case Junction(word=word, operands=operands):
            return joined(word, *(_answered(each, variable, null=null) for each in operands))
        case Missing(name=name) if variable in (None, name):
            return truth(null)
        case Not(operand=Missing(name=name)) if variable in (None, name):
            return truth(not null)
    return node


def _filled(node: Node, variable: str, defaults: Defaults) -> Node | None:
    """Return the tree with the variable's default in it; None if none is known, or a part divides by zero."""
    if isinstance(node, Junction):
        parts = [_filled(each, variable, defaults) for each in node.operands]
        return None if None in parts else joined(node.word, *(each for each in parts if each is not None))
    if isinstance(node, Missing) or variable not in defaults.variables(node):
        return decided(node)
    filled = defaults.put_in(node, variable)
    return None if filled is None else decided(filled)
