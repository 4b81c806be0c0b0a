"""A mutation of functions that are imported already: each gets the code that its changed module would give it."""

import gc
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import CO_OPTIMIZED
from itertools import groupby
from operator import attrgetter
from types import CodeType, FunctionType
from typing import Self

from tests.mutants.mutations import Mutation, mutated
from tests.mutants.one_mutant import Finder, module_of
from tests.mutants.reach import PROJECT

Pair = tuple[CodeType, CodeType]
"""A function's code, and the code that takes its place."""


@dataclass(frozen=True, kw_only=True)
class ImportedFunctions:
    """The functions of modules that are imported, by file; and the lines of them that have been run."""

    by_file: Mapping[str, Sequence[FunctionType]]
    run: Mapping[str, Collection[int]]

    @classmethod
    def find(cls, folder: str, run: Mapping[str, Collection[int]]) -> Self:
        """Return the functions of a folder; `run` has the lines that were run so far, by file."""
        gc.unfreeze()  # else it would not name what was imported
        found = defaultdict[str, list[FunctionType]](list)
        start = str(PROJECT / folder)
        for each in gc.get_objects():
            if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(start):
                found[each.__code__.co_filename].append(each)
        gc.freeze()
        return cls(by_file=found, run=run)

    def mutate(self, mutation: Mutation) -> bool:
        """Let a mutation take effect, or return whether it cannot: then its module must be imported anew.

        It can where the functions that it changes have not been run yet: all that was done so far would have been done
        with the mutation as well. That of a module which is not imported yet takes effect when it is.
        """
        if module_of(mutation) not in sys.modules:
            sys.meta_path.insert(0, Finder(mutation))
            return not self.run.get(mutation.file)
        return self._replace(mutation)

    def _replace(self, mutation: Mutation) -> bool:
        path = PROJECT / mutation.file
        source = path.read_text(encoding="utf-8")
        old = compile(source, str(path), "exec", dont_inherit=True)
        new = compile(mutated(source, mutation.number), str(path), "exec", dont_inherit=True)
        run = self.run.get(mutation.file, ())
        known, any_replaced = self.by_file.get(str(path), ()), False
        for before, after in _outermost((old, new)):
            if not before.co_flags & CO_OPTIMIZED or any(line in run for line in _body(before)):
                return False  # it is run at import
            replaced = [each for each in known if each.__code__ == before]
            if not replaced or before.co_freevars != after.co_freevars:
                return False
            for function in replaced:
                function.__code__ = after
            any_replaced = True
        return any_replaced


def _outermost(pair: Pair) -> Iterator[Pair]:
    """Yield the functions that differ, without those within them; and what differs otherwise than in functions."""
    old, new = pair
    if old == new:
        return
    if old.co_flags & CO_OPTIMIZED or _own(old) != _own(new):
        yield pair
        return
    inner = [_inner(each) for each in pair]
    if inner[0].keys() != inner[1].keys():
        yield pair
        return
    for key, before in inner[0].items():
        yield from _outermost((before, inner[1][key]))


def _own(code: CodeType) -> tuple[object, ...]:
    """Return what a module or class does itself."""
    constants = [each for each in code.co_consts if not isinstance(each, CodeType)]
    return code.co_code, repr(constants), code.co_names


def _inner(code: CodeType) -> dict[tuple[str, int, int], CodeType]:
    found = [each for each in code.co_consts if isinstance(each, CodeType)]
    named = groupby(sorted(found, key=_place), _place)
    return {(*key, number): each for key, group in named for number, each in enumerate(group)}


_place = attrgetter("co_qualname", "co_firstlineno")


def _body(code: CodeType) -> set[int]:
    """Return the lines of a function, and of those within it, but for its head."""
    lines = {line for _, _, line in code.co_lines() if line is not None}
    for each in code.co_consts:
        if isinstance(each, CodeType):
            lines |= {line for _, _, line in each.co_lines() if line is not None}
    return lines - {code.co_firstlineno}
