"""Results that ministack would work out again for every request or row, kept inside its process.

Each is of a function that takes texts alone and always gives the same: a condition is parsed for every row that it is
tried on, and a role's policies for every call. Together they took a seventh of ministack's CPU under load.
"""

import functools
import gc
from collections.abc import Callable
from types import ModuleType
from typing import Any

RESULTS = 4096
"""Results kept of each function; the texts here are those of a few dozen calls and roles."""
COLLECT_AFTER = (50_000, 20, 50)
"""Python's thresholds of garbage collection, as a request makes thousands of objects that are gone after it."""


def collect_less() -> None:
    """Look for garbage more rarely, and not among what is imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def patch_parsing(dynamodb: ModuleType, iam_evaluator: ModuleType) -> None:
    """Make ministack parse each condition and each policy once."""
    checked = functools.lru_cache(RESULTS)(dynamodb._condition_syntax_error)  # noqa: SLF001 -- as for all of these
    dynamodb._condition_syntax_error = checked  # type: ignore[attr-defined]  # noqa: SLF001
    dynamodb._tokenize = _kept(dynamodb._tokenize)  # type: ignore[attr-defined]  # noqa: SLF001
    iam_evaluator.parse_policy_document = _kept(iam_evaluator.parse_policy_document)  # type: ignore[attr-defined]


def _kept(parse: Callable[[Any], list[Any]]) -> Callable[[Any], list[Any]]:
    """Return the function with its results kept for texts; each caller gets a list of its own."""
    parsed = functools.lru_cache(RESULTS)(lambda text: tuple(parse(text)))

    def kept(given: Any) -> list[Any]:
        return list(parsed(given)) if isinstance(given, str) else parse(given)

    return kept
