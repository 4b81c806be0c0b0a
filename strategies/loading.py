"""The strategy that a file describes, or all that is wrong with the file but for what its examples say."""

from threading import Lock
from typing import Any

import msgspec

from handlers.decision.condition.faults import nearest
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.problem import Problem
from handlers.decision.strategy.strategy import Strategy
from strategies.source import Source

EXAMPLES = "examples"
"""The field of a file that is none of the document: what it says changes no decision, and so no digest."""

_compiling = Lock()


def compiled(document: Any) -> Strategy | list[Problem]:
    """Return what `load` does, for one thread at a time.

    In CPython 3.11 a collection of garbage may let another thread parse in the middle of `ast.parse`, and both then end
    with a SystemError. A function has one thread that reads strategies; a command may have several.
    """
    with _compiling:
        return load(document)


def load_source(source: Source) -> Strategy | list[Problem]:
    """Return the strategy, or the problems of the file as YAML, of its fields and of its conditions."""
    document, problems = source.document, list(source.problems)
    if document is None and problems:
        return problems
    if isinstance(document, dict):
        document = {name: value for name, value in document.items() if name != EXAMPLES}
    loaded = compiled(document)
    if isinstance(loaded, list):
        problems += map(_hinted, loaded)
    return problems or loaded


def _hinted(problem: Problem) -> Problem:
    """Return the problem; one about a name that is nearly `examples`, which the document lacks, with that hint."""
    if len(problem.path) == 1 and problem.of_name and problem.hint is None:
        return msgspec.structs.replace(problem, hint=nearest(str(problem.path[0]), [EXAMPLES]))
    return problem
