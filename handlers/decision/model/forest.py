"""Trees as they are walked: nodes that hold their branches, so that every walk ends."""

from collections.abc import Sequence
from itertools import count
from math import isfinite
from typing import Any

from handlers.decision.model.packed import FEATURE, LEAF, MISSING_LEFT, PackedTrees, UnreadableTrees

DEEPEST = 8
"""Comparisons from the root of a tree to a leaf."""

NO_BRANCH: Any = None

Node = tuple[int, float, Any, Any, float]
"""A split: the slot that it compares, its threshold, the branch for what is less, the other one, its mean. A leaf: a
negative slot, its log-odds, no branches, its log-odds."""

_FEATURES = bytes(0 if kind & LEAF else kind & FEATURE for kind in range(256))
_SHAPE = bytes(ord("L" if kind & LEAF else "S") for kind in range(256))


def forest(packed: PackedTrees, features: int) -> list[Node]:
    """Return the roots of trees that read so many features.

    A feature has two slots, so that a walk need not ask if it is absent: one by which what is absent goes left, and,
    after those of all features, one by which it goes right.

    Raises:
        UnreadableTrees: a tree reads another feature, is too deep, or a walk would not end; says which and where.
    """
    number, kinds, values, means = packed
    if not isfinite(sum(values) + sum(means)):  # of numbers of 32 bits no sum is too large
        raise UnreadableTrees(_at(kinds, values, lambda place: not isfinite(values[place]), "holds no finite number"))
    if max(kinds.translate(_FEATURES)) >= features:
        beyond = f"compares a feature that is none of the {features}"
        raise UnreadableTrees(_at(kinds, values, lambda place: _FEATURES[kinds[place]] >= features, beyond))
    slots = [_slot(kind, features) for kind in range(256)]
    done, left = list[Node](), list(means)
    append, pop, mean = done.append, done.pop, left.pop
    try:
        for slot, value in zip(map(slots.__getitem__, reversed(kinds)), reversed(values), strict=True):
            if slot < 0:
                append((slot, value, NO_BRANCH, NO_BRANCH, value))
            else:
                append((slot, value, pop(), pop(), mean()))
    except IndexError:
        raise UnreadableTrees(_unended(kinds)) from None
    if len(done) != number:
        raise UnreadableTrees(f"there are {len(done):,} trees, where {number:,} are said")
    if _is_deeper(kinds, DEEPEST):
        raise UnreadableTrees(f"a tree makes at most {DEEPEST} comparisons in a row; one of these makes more")
    return done[::-1]


def _slot(kind: int, features: int) -> int:
    if kind & LEAF:
        return -1
    return kind & FEATURE if kind & MISSING_LEFT else (kind & FEATURE) + features


def _is_deeper(kinds: bytes, levels: int) -> bool:
    """Return whether a split is left after as many rounds in which each pair of leaves becomes one with its split."""
    shape = kinds.translate(_SHAPE)
    for _ in range(levels):
        shape = shape.replace(b"SLL", b"L")
    return b"S" in shape


def _at(kinds: bytes, values: Sequence[float], wrong: Any, said: str) -> str:
    """Return the sentence about the first node that is wrong; without any, about a mean."""
    tree = node = 0
    open_branches = 1
    for place in range(len(values)):
        if wrong(place):
            return f"tree {tree + 1}, node {node + 1} {said}"
        open_branches += -1 if kinds[place] & LEAF else 1
        node += 1
        if not open_branches:
            tree, node, open_branches = tree + 1, 0, 1
    return f"a mean {said}"


def _unended(kinds: bytes) -> str:
    """Return the sentence about the tree whose nodes are at an end before its walks are."""
    open_branches, trees = 1, count(1)
    tree = next(trees)
    for place, kind in enumerate(kinds):
        open_branches += -1 if kind & LEAF else 1
        if not open_branches and place + 1 < len(kinds):
            tree, open_branches = next(trees), 1
    return f"walks of tree {tree} would not end: {open_branches} of its branches are missing"
