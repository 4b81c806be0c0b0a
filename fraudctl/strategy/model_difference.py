"""Differences of two models in words; of their trees, that they are other ones."""

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.decision.model.expected import EXPECTED
from handlers.decision.model.packed import unpack_trees

MOST_NAMES = 12
"""Features that are named of those that one model alone reads."""


def model_details(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is other in the second of two models, either of which may be none."""
    if not before or not after:
        yield f"model: {_said(before)} → {_said(after)}"
        return
    for sign, one, other in (("no longer reads", before, after), ("now reads", after, before)):
        if names := [name for name in one["features"] if name not in other["features"]]:
            more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
            yield f"{sign} {', '.join(names[:MOST_NAMES])}{more}"
    if before["trees"] != after["trees"]:
        yield f"trees: {_trees(before)} → {_trees(after)}, other ones"
    for name in ("base", "calibration"):
        if before[name] != after[name]:
            yield f"{name}: other"
    if before.get(EXPECTED) != after.get(EXPECTED):
        yield "expected shares: other"
    if before.get("trained") != after.get("trained"):
        yield "trained: other"


def _said(model: Mapping[str, Any]) -> str:
    return f"{_trees(model)} trees over {len(model['features'])} features" if model else "none"


def _trees(model: Mapping[str, Any]) -> int:
    return unpack_trees(model["trees"]).trees
