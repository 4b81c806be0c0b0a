"""Cases that can hold, and cases that cannot, since their facts exclude each other.

They do so by numbers out of each other's range, texts of which none is left, something read that must be missing, a key
of the metadata in two kinds, a name of whose few values none fits.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext

from fraudctl.strategy.facts import TURNED, Case, Fact, depends_on, surely_read
from fraudctl.strategy.ranges import Range, bounds
from handlers.decision.condition.evaluation import evaluate
from handlers.decision.condition.texts import folded
from handlers.decision.condition.tree import Call, Compare, Constant, Missing, Node, Read
from handlers.decision.condition.vocabulary import Kind, Name, Vocabulary
from handlers.decision.decide import EXACT

RELATIONS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
"""The ways in which two values may lie to each other that a comparison leaves."""


def satisfiable(case: Case, vocabulary: Vocabulary) -> bool:
    """Return whether all facts may hold at the same time."""
    state = _State(vocabulary)
    with localcontext(EXACT):
        return all(state.admits(fact) for fact in case) and state.consistent(case)


class _State:
    """All that may still hold beside the facts of a case."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._ranges: dict[Node, Range] = {}
        self._among: dict[Node, set[str]] = {}
        self._not_among: dict[Node, set[str]] = {}
        self._relations: dict[tuple[Node, Node], set[str]] = {}
        self._known: dict[Node, bool] = {}
        self._read: dict[str, Read] = {}
        self._missing: set[str] = set()

    def admits(self, fact: Fact) -> bool:
        """Take the fact in; return False where it can never hold by itself, or against one that is held already."""
        node, holds = fact
        if any(self._read.setdefault(each.name, each).kind is not each.kind for each in surely_read(node)):
            return False  # a key of the metadata has one kind
        match node:
            case Constant(value=value):
                return value is holds
            case Missing(name=name):
                known = self._vocabulary.get(name)
                if known and not known.optional:
                    return not holds
                if holds:
                    self._missing.add(name)
                return self._known.setdefault(node, holds) is holds
            case Compare(operands=(left, right), operators=(operator,)):
                return self._compare(left, operator, right)
            case _:
                return self._known.setdefault(node, holds) is holds

    def consistent(self, case: Case) -> bool:
        """Return whether all that was taken in can hold together."""
        return (
            not self._missing & self._read.keys()
            and all(each.values is None or each.values for each in self._ranges.values())
            and all(among - self._not_among.get(node, set()) for node, among in self._among.items())
            and all(self._has_value(read, case) for read in self._read.values())
        )

    def _has_value(self, read: Read, case: Case) -> bool:
        """Return whether one of the few values that a name can have fits all that the case says of it alone."""
        values = self._values(read)
        if values is None:
            return True
        about = [fact for fact in case if depends_on(fact.node) == {read}]
        return any(all(_holds(fact, read, value) for fact in about) for value in values)

    def _values(self, read: Read) -> Iterable[Decimal | str | bool] | None:
        """Return the values that a name can have, or None where they are too many to try."""
        known = self._vocabulary.get(read.name, Name(kind=read.kind))
        if read.kind is Kind.BOOLEAN:
            return (True, False)
        if read.kind is Kind.TEXT and read in self._among:
            return [each for each in self._among[read] if known.form is None or re.fullmatch(known.form, each)]
        if known.whole and known.least is not None and known.most is not None:
            return map(Decimal, range(known.least, known.most + 1))
        return self._ranges[read].values if read in self._ranges else None

    def _compare(self, left: Node, operator: str, right: Node) -> bool:  # noqa: PLR0911 -- one for each form
        if isinstance(left, Constant) and isinstance(right, Constant):
            return bool(evaluate(Compare((left, right), (operator,)), {}))  # type: ignore[arg-type]  # of the language
        if isinstance(left, Constant) and operator in TURNED:
            left, operator, right = right, TURNED[operator], left
        match left, operator, right:
            case _, ("in" | "not in"), Constant(value=tuple() as members, kind=Kind.NUMBERS):
                return self._number(left, operator, [each for each in members if isinstance(each, Decimal)])
            case _, ("in" | "not in"), Constant(value=tuple() as members):
                return self._text(left, operator == "in", set(map(str, members)))
            case Constant(value=""), ("in" | "not in"), _ if right.kind is Kind.TEXT:
                return operator == "in"
            case Constant(value=str() as part), "in", Call(function="lower") if part != folded(part):
                return False
            case _, ("in" | "not in"), _:
                same = Compare((left, right), ("in",))
                return self._known.setdefault(same, operator == "in") is (operator == "in")
            case _, _, Constant(value=str() as text):
                return self._text(left, operator == "==", {text})
            case _, _, Constant(value=Decimal() as number):
                return self._number(left, operator, [number])
            case _:
                return self._relate(left, operator, right)

    def _number(self, node: Node, operator: str, numbers: Sequence[Decimal]) -> bool:
        if node not in self._ranges:
            self._ranges[node] = Range(*bounds(node, self._vocabulary))
        if operator == "in":
            self._ranges[node].keep(numbers)
        else:
            for each in numbers:
                self._ranges[node].narrow("!=" if operator == "not in" else operator, each)
        return True

    def _text(self, node: Node, among: bool, texts: set[str]) -> bool:  # noqa: FBT001 -- in or not in
        if not among:
            self._not_among.setdefault(node, set()).update(texts)
            return True
        if isinstance(node, Call) and node.function == "lower":
            texts = {each for each in texts if each == folded(each)}
        self._among[node] = self._among.get(node, texts) & texts
        return bool(self._among[node])

    def _relate(self, left: Node, operator: str, right: Node) -> bool:
        """Take in how two values lie to each other, neither of which is written out."""
        if repr(left) > repr(right):
            left, operator, right = right, TURNED[operator], left
        possible = self._relations.setdefault((left, right), set("=" if left == right else "<=>"))
        possible &= set(RELATIONS[operator])
        (least, most), (other_least, other_most) = (bounds(each, self._vocabulary) for each in (left, right))
        if most is not None and other_least is not None and most < other_least:
            possible &= {"<"}
        if least is not None and other_most is not None and least > other_most:
            possible &= {">"}
        return bool(possible)


def _holds(fact: Fact, read: Read, value: Decimal | str | bool) -> bool:  # noqa: FBT001 -- a value like others
    try:
        return bool(evaluate(fact.node, {read.slot: value})) is fact.holds
    except (DivisionByZero, InvalidOperation, Overflow):  # then the rule does not fire
        return False
