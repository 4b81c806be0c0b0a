"""Mutations of a module: one small change of its syntax tree each, in an order that depends on the source alone."""

import ast
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import PurePosixPath

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitXor: ast.BitAnd,
}  # fmt: skip

UNTOUCHED = frozenset({"annotation", "returns", "decorator_list", "bases"})
"""Fields of nodes that say types and forms, which mypy and imports check."""


@dataclass(frozen=True, kw_only=True, order=True)
class Mutation:
    """A change: its place, and the text before and after it."""

    file: str
    number: int
    """Its place among all mutations of the file."""
    line: int
    statement: int
    """The first line of the statement that it is in."""
    where: str
    """The function or class that it is in, by qualified name; empty at the top of the module."""
    kind: str
    before: str
    after: str

    @property
    def change(self) -> str:
        """Return it in one line."""
        return f"{self.before} → {self.after}"

    @property
    def room(self) -> str:
        """Return the folder of `handlers` that it is in, or `handlers` itself for the entry points."""
        parts = PurePosixPath(self.file).parts
        return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    node: ast.AST
    statement: int
    where: str
    kind: str
    after: ast.AST
    put: Callable[[ast.AST], None]


def mutations(file: str, source: str) -> Iterator[Mutation]:
    """Yield every mutation of a module."""
    for number, each in enumerate(_candidates(ast.parse(source))):
        line = getattr(each.node, "lineno", each.statement)
        before, after = (_short(part) for part in (each.node, each.after))
        yield Mutation(
            file=file,
            number=number,
            line=line,
            statement=each.statement,
            where=each.where,
            kind=each.kind,
            before=before,
            after=after,
        )


def draw(found: Sequence[Mutation], *, seed: int, count: int) -> list[Mutation]:
    """Return a sample, in the order of the draw: each has a lot of its own, which none that comes or goes changes."""
    alike, lots = Counter[str](), list[tuple[str, Mutation]]()
    for each in found:
        named = f"{each.file}\n{each.where}\n{each.kind}\n{each.change}"
        lots.append((hashlib.sha256(f"{seed}\n{alike[named]}\n{named}".encode()).hexdigest(), each))
        alike[named] += 1
    return [each for _, each in sorted(lots)[:count]]


def mutated(source: str, number: int) -> ast.Module:
    """Return the tree of a module with one mutation, by its number."""
    tree = ast.parse(source)
    candidate = next(each for place, each in enumerate(_candidates(tree)) if place == number)
    candidate.put(candidate.after)
    return ast.fix_missing_locations(tree)


def _candidates(tree: ast.Module) -> list[_Candidate]:
    return list(_within(tree, statement=1, where=(), quiet=False))


def _within(node: ast.AST, *, statement: int, where: tuple[str, ...], quiet: bool) -> Iterator[_Candidate]:
    """Yield the candidates among a node's children, and theirs; `quiet` leaves texts as they are."""
    for field, value in ast.iter_fields(node):
        if field in UNTOUCHED or (isinstance(node, ast.ClassDef) and field == "keywords"):
            continue
        children = value if isinstance(value, list) else [value]
        for place, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_form(child):
                continue
            first = child.lineno if isinstance(child, ast.stmt) else statement
            put = _putter(node, field, place if isinstance(value, list) else None)
            for kind, after in _changes(child, quiet=quiet or _says(node)):
                copied = ast.copy_location(after, child)
                yield _Candidate(node=child, statement=first, where=".".join(where), kind=kind, after=copied, put=put)
            inner = (*where, child.name) if isinstance(child, ast.FunctionDef | ast.ClassDef) else where
            yield from _within(child, statement=first, where=inner, quiet=quiet or _says(child))


def _putter(node: ast.AST, field: str, place: int | None) -> Callable[[ast.AST], None]:
    if place is None:
        return lambda after: setattr(node, field, after)
    return lambda after: getattr(node, field).__setitem__(place, after)


def _is_form(node: ast.AST) -> bool:
    """Return whether a node is a docstring, or says types alone."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Subscript(value=ast.Name(id="Literal" | "TypeVar")):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
    return False


def _says(node: ast.AST) -> bool:
    """Return whether texts within a node are for people, or parts of a longer one."""
    return isinstance(node, ast.Raise | ast.JoinedStr)


def _changes(node: ast.AST, *, quiet: bool) -> Iterator[tuple[str, ast.AST]]:
    """Yield the kind of each change of this very node, and the node that takes its place."""
    match node:
        case ast.expr():
            yield from _of_operators(node)
            yield from _of_constants(node, quiet=quiet)
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and not value.value):
            yield "return", ast.Return(value=ast.Constant(value=None))
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield "removed statement", ast.Pass()
        case ast.Raise():
            yield "removed raise", ast.Pass()
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            after = deepcopy(node)
            after.test = ast.UnaryOp(op=ast.Not(), operand=test)
            yield "condition", after


def _of_operators(node: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                compared = deepcopy(node)
                compared.ops[place] = COMPARISONS[type(operator)]()
                yield "comparison", compared
        case ast.BinOp() if type(node.op) in ARITHMETIC and not _is_text(node.left):
            reckoned = deepcopy(node)
            reckoned.op = ARITHMETIC[type(node.op)]()
            yield "arithmetic", reckoned
        case ast.BoolOp():
            yield "boolean", ast.BoolOp(op=ast.Or() if isinstance(node.op, ast.And) else ast.And(), values=node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield "boolean", node.operand


def _of_constants(node: ast.expr, *, quiet: bool) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Constant(value=bool() as value):
            yield "constant", ast.Constant(value=not value)
        case ast.Constant(value=int() as value):
            yield "constant", ast.Constant(value=value + 1)
        case ast.Constant(value=str() as text) if not quiet and text and " " not in text:
            yield "constant", ast.Constant(value=f"{text}x")


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _short(node: ast.AST, longest: int = 70) -> str:
    """Return a node as source, in one line: of a statement with a body its head alone."""
    text = ast.unparse(node).split("\n", 1)[0]
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
