"""Models for tests: small ones written out, and random ones of any size."""

import random
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from handlers.decision.model.packed import Split, Tree, pack_trees

AMOUNT_TREE = Split(0, 100.0, missing_left=True, mean=0.5, left=-1.0, right=2.0)
"""Amounts below 100 are good, others bad."""


def part(
    trees: Iterable[Tree] = (AMOUNT_TREE,), features: Sequence[str] = ("amount",), **fields: Any
) -> dict[str, Any]:
    """Return the part `model` of a document."""
    calibration = {"slope": Decimal(1), "intercept": Decimal(0)}
    return {
        "features": list(features),
        "base": Decimal(-1),
        "calibration": calibration,
        "trees": pack_trees(trees),
        **fields,
    }


def numbers(*values: float) -> list[Decimal]:
    """Return numbers as a document has them."""
    return [Decimal(str(each)) for each in values]


def expected() -> dict[str, Any]:
    """Return the part `expected` of a model that reads amounts."""
    return {
        "payments": Decimal(1000),
        "score": {"bounds": numbers(0.1, 0.4), "shares": numbers(0.7, 0.2, 0.1)},
        "features": {
            "amount": {"bounds": numbers(20, 100), "shares": numbers(0.5, 0.3, 0.15), "absent": Decimal("0.05")}
        },
    }


def random_trees(seed: int, count: int, *, features: int, depth: int = 5, full: bool = False) -> list[Tree]:
    """Return trees of numbers that 32 bits hold exactly, always the same ones of a seed."""
    chance = random.Random(seed)  # noqa: S311 -- see above
    return [_tree(chance, features, depth, full=full) for _ in range(count)]


def _tree(chance: random.Random, features: int, depth: int, *, full: bool) -> Tree:
    if depth == 0 or (not full and chance.random() < 0.2):
        return chance.randrange(-512, 512) / 1024
    left, right = (_tree(chance, features, depth - 1, full=full) for _ in range(2))
    missing_left, mean = chance.random() < 0.5, chance.randrange(-512, 512) / 1024
    return Split(chance.randrange(features), chance.randrange(-512, 2048) / 8, missing_left, mean, left, right)
