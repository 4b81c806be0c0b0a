"""The operands of a condition: literals, names, keys of the metadata, and lists of literals."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Sequence

from handlers.decision.condition.faults import ConditionError, Fault, nearest
from handlers.decision.condition.literals import Literals
from handlers.decision.condition.tree import Constant, Node, Read
from handlers.decision.condition.vocabulary import METADATA, Kind, Vocabulary

LISTS = {Kind.NUMBERS: Kind.NUMBER, Kind.TEXTS: Kind.TEXT}
"""Each kind of list, and of what."""

FUNCTIONS = {
    "min": "two numbers or more",
    "max": "two numbers or more",
    "abs": "a number",
    "lower": "a text",
    "missing": "a name",
    "matches": "a text and a regular expression",
}
"""The arguments that each function of the language takes, in words."""

_FOREIGN = {"true": "True", "false": "False", "null": "missing(…)", "nil": "missing(…)"}
"""Values as other languages write them, and as they are written here."""


class Operands(Literals, ABC):
    """Makes nodes of operands; a ConditionError says what is wrong with them."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        super().__init__(text)
        self._vocabulary = vocabulary

    def operand(self, expression: ast.expr) -> Node:
        """Return the node of an operand; whatever is none is not part of the language."""
        match expression:
            case ast.Constant():
                return self.constant(expression)
            case ast.Name(id=name):
                return self._name(expression, name)
            case ast.Attribute() | ast.Subscript():
                return self._path(expression)
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                return self._list(expression, elements)
        raise self.fault(expression, f"{self.written(expression)} is not part of the language")

    @abstractmethod
    def node(self, expression: ast.expr, wanted: Kind | None = None) -> Node:
        """Return the expression's node, of the kind that is wanted."""

    def all_of(self, expressions: Sequence[ast.expr], wanted: Kind | None = None) -> tuple[Node, ...]:
        """Return the nodes of all the expressions; raise all that is wrong with any of them at once."""
        nodes: list[Node] = []
        faults: list[Fault] = []
        for each in expressions:
            try:
                nodes.append(self.node(each, wanted))
            except ConditionError as error:
                faults += error.faults
        if faults:
            raise ConditionError(faults)
        return tuple(nodes)

    def _name(self, expression: ast.expr, name: str) -> Node:
        if known := self._vocabulary.get(name):
            return Read(name, known.kind, known.optional)
        if name == METADATA:
            raise self.fault(expression, "metadata is read by its keys", 'metadata.key, or metadata["any key"]')
        if name in FUNCTIONS:
            raise self.fault(expression, f"{name} is a function", f"{name}(…)")
        if name.lower() in ("true", "false", "null", "nil"):
            raise self.fault(expression, f"{name} is not known", _FOREIGN[name.lower()])
        from handlers.decision.condition.hints import unknown_feature  # noqa: PLC0415 -- as in `nearest`

        if said := unknown_feature(name, self._vocabulary):
            raise self.fault(expression, *said)
        quoted = f'"{name}"' if name.isupper() else None
        raise self.fault(expression, f"{name} is not known", nearest(name, self._vocabulary) or quoted)

    def _path(self, expression: ast.Attribute | ast.Subscript) -> Node:
        match expression:
            case ast.Attribute(value=ast.Name(id=first), attr=second) if first == METADATA:
                return Read(f"{METADATA}.{second}", Kind.UNKNOWN, optional=True)
            case ast.Subscript(value=ast.Name(id=first), slice=ast.Constant(value=str() as key)) if first == METADATA:
                return Read(f"{METADATA}.{key}", Kind.UNKNOWN, optional=True)
            case ast.Attribute(value=ast.Name(id=first), attr=second):
                return self._name(expression, f"{first}.{second}")
            case ast.Subscript(value=ast.Name(id=first)) if first == METADATA:
                raise self.fault(expression.slice, "a key of the metadata is written as a text", 'metadata["any key"]')
            case _:
                raise self.fault(expression, f"{self.written(expression)} reads a part of a value, which none has")

    def _list(self, expression: ast.expr, elements: Sequence[ast.expr]) -> Constant:
        if other := next((each for each in elements if isinstance(each, ast.Name)), None):
            hint = f'"{other.id}"' if other.id not in self._vocabulary else None
            raise self.fault(other, f"{other.id} is a name; a list is made of texts or of numbers, written out", hint)
        constants = [node for each in elements if (node := self.literal(each))]
        kinds = {node.kind for node in constants}
        of = next((kind for kind, element in LISTS.items() if kinds == {element}), None)
        if len(constants) < len(elements) or of is None:
            raise self.fault(expression, "a list is made of texts or of numbers, written out, of at least one")
        return Constant(tuple(node.value for node in constants), of)  # type: ignore[arg-type]  # all of one kind
