"""Calls of the language's functions."""

import ast
from collections.abc import Sequence

from handlers.decision.condition.faults import nearest
from handlers.decision.condition.operands import FUNCTIONS, Operands
from handlers.decision.condition.patterns import refused
from handlers.decision.condition.tree import Call, Constant, Function, Missing, Node, Read
from handlers.decision.condition.vocabulary import Kind


class Calls(Operands):
    """Makes nodes of calls; no other function than the language's is ever called."""

    def call(self, expression: ast.Call) -> Node:
        """Return the node of a call of one of the language's functions."""
        name = expression.func.id if isinstance(expression.func, ast.Name) else self.written(expression.func)
        arguments = expression.args
        if name not in FUNCTIONS:
            raise self.fault(expression, f"{name} is no function of the language", nearest(name, FUNCTIONS))
        if expression.keywords or any(isinstance(each, ast.Starred) for each in arguments):
            raise self.fault(expression, f"{name} takes plain arguments")
        match name, arguments:
            case (("min" | "max"), [_, _, *_]):
                return self._called(name, arguments, Kind.NUMBER, Kind.NUMBER)
            case "abs", [_]:
                return self._called(name, arguments, Kind.NUMBER, Kind.NUMBER)
            case "lower", [_]:
                return self._called(name, arguments, Kind.TEXT, Kind.TEXT)
            case "missing", [asked]:
                return self._missing(asked)
            case "matches", [text, pattern]:
                return self._matches(text, pattern)
        raise self.fault(expression, f"{name} takes {FUNCTIONS[name]}")

    def _missing(self, asked: ast.expr) -> Node:
        read = self.node(asked)
        if not isinstance(read, Read):
            raise self.fault(asked, "missing asks for a name")
        return Missing(read.name)

    def _called(self, name: Function, arguments: Sequence[ast.expr], takes: Kind, gives: Kind) -> Node:
        return Call(name, self.all_of(arguments, takes), gives)

    def _matches(self, text: ast.expr, pattern: ast.expr) -> Node:
        matched = self.node(text, Kind.TEXT)
        if not isinstance(pattern, ast.Constant) or not isinstance(pattern.value, str):
            raise self.fault(pattern, "the regular expression is written out, as a text")
        self.node(pattern)  # holds nothing that is not shown
        if reason := refused(pattern.value):
            raise self.fault(pattern, f"this is no regular expression of RE2: {reason}")
        from handlers.decision.condition.unmatchable import asked_in_vain  # noqa: PLC0415 -- as re2: where a text is first matched

        if found := asked_in_vain(pattern.value):
            raise self.fault(pattern, *found)
        return Call("matches", (matched, Constant(pattern.value, Kind.TEXT)), Kind.BOOLEAN)
