"""Values of the rule language as values that conditions compare."""

from decimal import Decimal

import msgspec

from fraudctl.fraud_detector.conversion.names import Names
from fraudctl.fraud_detector.conversion.refusal import NotConvertible
from fraudctl.fraud_detector.language import syntax
from handlers.decision.condition.texts import comparable
from handlers.decision.condition.tree import Arithmetic, Call, Constant, Negative, Node
from handlers.decision.condition.vocabulary import Kind

WITHOUT_COUNTERPART = {
    "getcurrentdatetime": "it asks what time it is now, and conditions are about the time of the event",
    "isbefore": "it compares dates, which conditions cannot",
    "isafter": "it compares dates, which conditions cannot",
    "getepochmilliseconds": (
        "it reads a date, which conditions cannot; and the service's name for it says milliseconds, its example seconds"
    ),
}
"""Functions that are refused, with the reason."""


class Upper(msgspec.Struct, frozen=True):
    """A text in capitals, which conditions have only in small letters; it stands in a comparison alone."""

    text: Node


class Operands:
    """Makes nodes of values, and notes what is assumed on the way."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.assumptions: list[str] = []
        self.questions = 0
        """Asked so far, each as often as it is asked."""

    def assume(self, reason: str) -> None:
        """Note an assumption, each once."""
        if reason not in self.assumptions:
            self.assumptions.append(reason)

    def value(self, node: syntax.Node) -> Node:  # noqa: C901, PLR0911 -- one for each kind of node
        """Return the node of a value.

        Raises:
            NotConvertible: conditions have no such value.
        """
        match node:
            case syntax.Number(value=value):
                return Constant(value, Kind.NUMBER)
            case syntax.Text(written=text):
                return Constant(comparable(self.text(text)), Kind.TEXT)
            case syntax.Truth(value=truth):
                return Constant(truth, Kind.BOOLEAN)
            case syntax.Variable(name=name, at=at):
                if self._names.is_score(name):
                    raise NotConvertible(f"${name} is a score, which is compared with a number and nothing else", at)
                return self._names.read(name, at)
            case syntax.Minus(operand=operand):
                number = self.number(operand)
                literal = _literal(number)
                return Negative(number) if literal is None else Constant(-literal, Kind.NUMBER)
            case syntax.Arithmetic():
                return self._arithmetic(node)
            case syntax.Call(name="lowercase", arguments=(text,)):
                return Call("lower", (self.plain_text(text),), Kind.TEXT)
            case syntax.Call(name=name, at=at):
                raise NotConvertible(f"{name}: {self._without_counterpart(node)}", at)
            case syntax.Null(at=at):
                raise NotConvertible("null is compared with a variable, by == or !=, and stands nowhere else", at)
        raise NotConvertible("this is a question, where a value is needed", node.at)

    def value_or_upper(self, node: syntax.Node) -> Node | Upper:
        """Return the node of a value that may be a text in capitals."""
        match node:
            case syntax.Call(name="uppercase", arguments=(text,)):
                self.assume(
                    "uppercase is compared in small letters: only letters such as a dotless i are told apart otherwise"
                )
                return Upper(self.plain_text(text))
        return self.value(node)

    def number(self, node: syntax.Node) -> Node:
        """Return the node of a number."""
        found = self.value(node)
        if found.kind is not Kind.NUMBER:
            raise NotConvertible(f"{found.kind.value} stands where a number is needed", node.at)
        return found

    def plain_text(self, node: syntax.Node) -> Node:
        """Return the node of a text."""
        found = self.value(node)
        if found.kind is not Kind.TEXT:
            raise NotConvertible(f"{found.kind.value} stands where a text is needed", node.at)
        return found

    def text(self, written: str) -> str:
        """Return the text that stands between quotes."""
        if "\\" in written:
            self.assume("a \\ in a text stands for itself, and only \\\" for a quote: the service's guide does not say")
        return written.replace('\\"', '"')

    def _arithmetic(self, node: syntax.Arithmetic) -> Node:
        left, right = self.number(node.left), self.number(node.right)
        if node.operator in ("/", "%"):
            if (divisor := _literal(right)) is None:
                self.assume("where the divisor is zero, the rule does not match: the service's guide does not say")
            elif not divisor:
                raise NotConvertible("this divides by zero", node.at)
        if node.operator == "/" and self._whole(node.left) and self._whole(node.right):
            self._assume_exact_quotient()
        return Arithmetic(node.operator, left, right)

    def _assume_exact_quotient(self) -> None:
        self.assume(
            "the quotient of two INTEGERs is exact, not cut to a whole number: the service's guide does not say"
        )

    def _whole(self, node: syntax.Node) -> bool:
        """Return whether a number is whole by its type, as far as the service may know it."""
        match node:
            case syntax.Number(value=value):
                return value == value.to_integral_value()
            case syntax.Variable(name=name):
                return self._names.variable(name, node.at).data_type == "INTEGER"
            case syntax.Minus(operand=operand):
                return self._whole(operand)
            case syntax.Arithmetic(left=left, right=right):
                return self._whole(left) and self._whole(right)
        return False

    @staticmethod
    def _without_counterpart(call: syntax.Call) -> str:
        if call.name in WITHOUT_COUNTERPART:
            return WITHOUT_COUNTERPART[call.name]
        if call.name in ("lowercase", "uppercase"):
            return (
                "it takes one text"
                if len(call.arguments) != 1
                else "conditions compare it with a text and nothing else"
            )
        if call.name == "regex_match":
            return "it is a question, where a value is needed"
        return "this function is not known"


def _literal(node: Node) -> Decimal | None:
    return node.value if isinstance(node, Constant) and isinstance(node.value, Decimal) else None
