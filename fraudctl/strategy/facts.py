"""Simple facts about a transaction, and whether all of a case can hold at the same time.

A case is impossible where two of its facts exclude each other: numbers out of each other's range, texts of which none
is left, something read that must be missing, a key of the metadata in two kinds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from handlers.decision.evaluation import evaluate
from handlers.decision.texts import folded
from handlers.decision.tree import Call, Compare, Constant, Junction, Missing, Node, Read, children
from handlers.decision.vocabulary import Kind, Name, Vocabulary

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in"}
TURNED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


class Fact(NamedTuple):
    """Something simple that holds, or does not."""

    node: Node
    holds: bool


Case = Sequence[Fact]


def satisfiable(case: Case, vocabulary: Vocabulary) -> bool:
    """Return whether all facts may hold at the same time."""
    state = _State(vocabulary)
    return all(state.admits(fact) for fact in case) and state.consistent()


@lru_cache(maxsize=4096)
def surely_read(node: Node) -> tuple[Read, ...]:
    """Return the reads that every evaluation of the node comes to: of what ends early, those before that."""
    reached = 1 if isinstance(node, Junction) else 2 if isinstance(node, Compare) else None
    below = [read for child in children(node)[:reached] for read in surely_read(child)]
    return (node, *below) if isinstance(node, Read) else tuple(below)


@dataclass
class _Range:
    """The numbers that are left."""

    least: Decimal | None = None
    most: Decimal | None = None
    open_below: bool = False
    open_above: bool = False
    excluded: set[Decimal] = field(default_factory=set)

    def narrow(self, operator: str, bound: Decimal) -> None:
        if operator in (">", ">=", "==") and (
            self.least is None or (bound, operator == ">") > (self.least, self.open_below)
        ):
            self.least, self.open_below = bound, operator == ">"
        if operator in ("<", "<=", "==") and (
            self.most is None or (-bound, operator == "<") > (-self.most, self.open_above)
        ):
            self.most, self.open_above = bound, operator == "<"
        if operator == "!=":
            self.excluded.add(bound)

    @property
    def empty(self) -> bool:
        if self.least is None or self.most is None or self.least < self.most:
            return False
        return self.least > self.most or self.open_below or self.open_above or self.least in self.excluded


class _State:
    """All that may still hold beside the facts of a case."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._ranges: dict[str, _Range] = {}
        self._among: dict[Node, set[str]] = {}
        self._not_among: dict[Node, set[str]] = {}
        self._known: dict[Node, bool] = {}
        self._read: set[str] = set()
        self._missing: set[str] = set()
        self._kinds: dict[str, Kind] = {}

    def admits(self, fact: Fact) -> bool:
        """Take the fact in; return False where it can never hold by itself, or against one that is held already."""
        node, holds = fact
        read = surely_read(node)
        self._read |= {each.name for each in read}
        if any(self._kinds.setdefault(each.name, each.kind) is not each.kind for each in read):
            return False  # a key of the metadata has one kind
        match node:
            case Constant(value=value):
                return value is holds
            case Missing(name=name):
                known = self._vocabulary.get(name)
                if known and not known.optional:
                    return not holds
                (self._missing if holds else self._read).add(name)
                return True
            case Compare(operands=(left, right), operators=(operator,)):
                return self._compare(left, operator, right)
            case _:
                return self._known.setdefault(node, holds) is holds

    def consistent(self) -> bool:
        """Return whether all that was taken in can hold together."""
        return (
            not self._missing & self._read
            and not any(each.empty for each in self._ranges.values())
            and all(among - self._not_among.get(node, set()) for node, among in self._among.items())
        )

    def _compare(self, left: Node, operator: str, right: Node) -> bool:  # noqa: PLR0911 -- one for each form
        if isinstance(left, Constant) and isinstance(right, Constant):
            return bool(evaluate(Compare((left, right), (operator,)), {}))  # type: ignore[arg-type]  # of the language
        if isinstance(left, Constant) and operator in TURNED:
            left, operator, right = right, TURNED[operator], left
        match left, operator, right:
            case Read(kind=Kind.NUMBER), ("==" | "!=" | "<" | "<=" | ">" | ">="), Constant(value=Decimal() as bound):
                self._range(left).narrow(operator, bound)
                return True
            case _, ("==" | "!="), Constant(value=str() as text):
                return self._text(left, operator == "==", {text})
            case _, ("in" | "not in"), Constant(value=tuple() as texts, kind=Kind.TEXTS):
                return self._text(left, operator == "in", set(map(str, texts)))
            case Constant(value=str() as part), "in", Call(function="lower") if part != folded(part):
                return False
            case _, ("!=" | "not in"), _:
                same = Compare((left, right), (OPPOSITE[operator],))  # type: ignore[arg-type]  # of the language
                return self._known.setdefault(same, False) is False
            case _:
                return self._known.setdefault(Compare((left, right), (operator,)), True) is True  # type: ignore[arg-type]

    def _text(self, node: Node, among: bool, texts: set[str]) -> bool:  # noqa: FBT001 -- in or not in
        if not among:
            self._not_among.setdefault(node, set()).update(texts)
            return True
        if isinstance(node, Call) and node.function == "lower":
            texts = {each for each in texts if each == folded(each)}
        self._among[node] = self._among.get(node, texts) & texts
        return bool(self._among[node])

    def _range(self, read: Read) -> _Range:
        known = self._vocabulary.get(read.name, Name(kind=Kind.NUMBER))
        least, most = (None if bound is None else Decimal(bound) for bound in (known.least, known.most))
        return self._ranges.setdefault(read.slot, _Range(least, most))
