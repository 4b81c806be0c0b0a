"""The strategy that a file describes, or all that is wrong with the file but for what its examples say."""

import msgspec

from handlers.decision.condition.faults import nearest
from handlers.decision.strategy.problem import Problem
from handlers.decision.strategy.strategy import Strategy, load
from strategies.source import Source

EXAMPLES = "examples"
"""The field of a file that is none of the document: what it says changes no decision, and so no digest."""


def load_source(source: Source) -> Strategy | list[Problem]:
    """Return the strategy, or the problems of the file as YAML, of its fields and of its conditions."""
    document, problems = source.document, list(source.problems)
    if document is None and problems:
        return problems
    if isinstance(document, dict):
        document = {name: value for name, value in document.items() if name != EXAMPLES}
    loaded = load(document)
    if isinstance(loaded, list):
        problems += map(_hinted, loaded)
    return problems or loaded


def _hinted(problem: Problem) -> Problem:
    """Return the problem; one about a name that is nearly `examples`, which the document lacks, with that hint."""
    if len(problem.path) == 1 and problem.of_name and problem.hint is None:
        return msgspec.structs.replace(problem, hint=nearest(str(problem.path[0]), [EXAMPLES]))
    return problem
