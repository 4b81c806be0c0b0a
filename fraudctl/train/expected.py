"""The shares by which payments came that no tree was fitted to: of scores, and of the features that a model reads."""

import random
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Context, Decimal
from itertools import accumulate
from math import ceil
from typing import Any, TypeVar

from handlers.decision.model.expected import EXPECTED, MOST_FEATURE_BANDS, Bands
from handlers.decision.model.stability import FEW

MOST = 20_000
"""Payments that are counted, a random part of more: then a share is off by less than 0.007 in 95 cases of 100."""

OF_SCORES = (0.5, 0.75, 0.9, 0.97)
"""Shares of payments up to the bounds of the bands: narrow ones for high scores, of which there are few."""

OF_FEATURES = tuple(band / MOST_FEATURE_BANDS for band in range(1, MOST_FEATURE_BANDS))
DIGITS = 4
"""Significant digits of a bound, and decimals of a share."""

UP = Context(prec=DIGITS, rounding=ROUND_CEILING)
"""So that a value of many payments, which is a bound itself, is not above it."""

Each = TypeVar("Each")
Value = float | None
"""None is absent."""


def expected_part(
    scores: Iterable[float | Decimal], features: Sequence[str], rows: Iterable[Sequence[Value]]
) -> dict[str, Any]:
    """Return the part of a model that says what it expects; nothing of fewer payments than shares can be told by.

    Args:
        scores: Of payments, or of a part of them.
        features: The names of the model's features.
        rows: Their values for payments.
    """
    counted, sampled = list(map(float, _sample(scores))), _sample(rows)
    if min(len(counted), len(sampled)) < FEW or not (score := _bands(counted, OF_SCORES, below=1.0)):
        return {}
    columns = {name: [row[place] for row in sampled] for place, name in enumerate(features)}
    bands = {name: found for name, values in columns.items() if (found := _bands(values, OF_FEATURES))}
    return {EXPECTED: {"payments": Decimal(len(sampled)), "score": score, "features": bands}}


def _sample(some: Iterable[Each]) -> list[Each]:
    """Return a random part, always the same one of the same (algorithm R; Vitter, 1985)."""
    chance, kept = random.Random(MOST), list[Each]()  # noqa: S311 -- the same part each time
    for count, each in enumerate(some, 1):
        if count <= MOST:
            kept.append(each)
        elif (place := chance.randrange(count)) < MOST:
            kept[place] = each
    return kept


def _bands(values: Sequence[Value], shares: Sequence[float], below: float | None = None) -> dict[str, Any]:
    """Return bands up to whose bounds come such shares of the values; nothing where no bound tells values apart."""
    present = sorted(each for each in values if each is not None)
    if not present:
        return {}
    rounded = {UP.create_decimal(repr(present[ceil(share * len(present)) - 1])) for share in shares}
    bounds = sorted(each for each in rounded if below is None or each < below)
    if len(bounds) > 1 and bounds[-1] >= present[-1]:
        bounds.pop()  # above it is nothing
    if not bounds:
        return {}
    said = Bands(tuple(map(float, bounds)), ())
    counts = [0] * (len(bounds) + 2)
    for each in values:
        counts[said.place(each)] += 1
    *of_bands, absent = _rounded([count / len(values) for count in counts])
    return {"bounds": bounds, "shares": of_bands, **({"absent": absent} if absent else {})}


def _rounded(shares: Sequence[float]) -> list[Decimal]:
    """Return shares of few decimals that come to 1 together."""
    upto = [Decimal(f"{each:.{DIGITS}f}") for each in accumulate(shares)]
    return [high - low for low, high in zip([Decimal(0), *upto], upto, strict=False)]
