"""The operands of a condition: literals, names, keys of the metadata, and lists of literals."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from handlers.contract.invisible import is_invisible
from handlers.contract.money import is_storable
from handlers.decision.faults import ConditionError, Fault, nearest
from handlers.decision.parsing import column, one_text, source
from handlers.decision.texts import comparable
from handlers.decision.tree import Constant, Node, Read
from handlers.decision.vocabulary import METADATA, Kind, Vocabulary

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

LONGEST_QUOTE = 60
"""Characters of a condition that a message repeats."""

_FOREIGN = {"true": "True", "false": "False", "null": "missing(…)", "nil": "missing(…)"}
"""Values as other languages write them, and as they are written here."""


class Operands(ABC):
    """Makes nodes of operands; a ConditionError says what is wrong with them."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self._text = text
        self._vocabulary = vocabulary

    def operand(self, expression: ast.expr) -> Node:
        """Return the node of an operand; whatever is none is not part of the language."""
        match expression:
            case ast.Constant():
                return self._constant(expression)
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

    def written(self, expression: ast.expr) -> str:
        """Return what the condition has there, of what is long the beginning."""
        written = source(self._text, expression)
        return written if len(written) <= LONGEST_QUOTE else f"{written[:LONGEST_QUOTE]}…"

    def fault(self, expression: ast.expr, message: str, hint: str | None = None) -> ConditionError:
        """Return the error that says what is wrong, to be raised."""
        return ConditionError([Fault(column(self._text, expression), message, hint)])

    def _constant(self, expression: ast.Constant) -> Constant:
        match expression.value:
            case bool() as value:
                return Constant(value, Kind.BOOLEAN)
            case int() | float():
                return self._number(expression, source(self._text, expression))
            case str() as text:
                return self._literal_text(expression, text)
            case None:
                raise self.fault(expression, "None is no value here", "missing(…)")
            case _:
                raise self.fault(expression, f"{self.written(expression)} is no literal of the language")

    def _number(self, expression: ast.expr, written: str) -> Constant:
        digits = written.replace("_", "")
        if not digits.isascii() or set(digits.lower()) - set("0123456789.e+-"):
            raise self.fault(expression, f"{self.written(expression)} is not written in decimal digits")
        try:
            value = Decimal(digits)
        except InvalidOperation:  # an exponent of more digits than a Decimal holds
            value = Decimal("Infinity")
        if is_storable(value):
            return Constant(value, Kind.NUMBER)
        said = f"{self.written(expression)} has more digits, or is larger or smaller, than an amount can be"
        raise self.fault(expression, said)

    def _literal_text(self, expression: ast.expr, text: str) -> Constant:
        written = source(self._text, expression)
        if not one_text(written):
            raise self.fault(expression, "a text stands in one pair of quotes", "a comma between two texts")
        if hidden := next(filter(is_invisible, text), None):
            said = f"this text holds U+{ord(hidden):04X}, which is not shown, and taken out of what it is compared with"
            raise self.fault(
                expression, said, "r before the quotes, so that \\ stands for itself" if "\\" in written else None
            )
        return Constant(comparable(text), Kind.TEXT)

    def _name(self, expression: ast.expr, name: str) -> Node:
        if known := self._vocabulary.get(name):
            return Read(name, known.kind, known.optional)
        if name == METADATA:
            raise self.fault(expression, "metadata is read by its keys", 'metadata.key, or metadata["any key"]')
        if name in FUNCTIONS:
            raise self.fault(expression, f"{name} is a function", f"{name}(…)")
        if name.lower() in ("true", "false", "null", "nil"):
            raise self.fault(expression, f"{name} is not known", _FOREIGN[name.lower()])
        from handlers.decision.profile.hints import unknown_feature  # noqa: PLC0415 -- as in `nearest`

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

    def literal(self, expression: ast.expr) -> Constant | None:
        """Return the node of a literal, with its sign; None for whatever else."""
        match expression:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as operand):
                node = self._constant(operand)
                return Constant(-node.value, Kind.NUMBER) if isinstance(node.value, Decimal) else None
            case ast.Constant():
                return self._constant(expression)
        return None

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
