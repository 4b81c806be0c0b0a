"""Figures of a score over the folds of a protocol."""

from collections.abc import Sequence
from statistics import fmean, pstdev
from typing import Any

from bench.detection.contestants import Contestant

FIGURES = ("average_precision", "auc", "card_precision_100")


def over_folds(folds: Sequence[Contestant]) -> dict[str, Any]:
    """Return the figures of each fold; of those that have them mean and deviation; and the mean of the curves."""
    found = [each.figures() for each in folds]
    of_figure = {name: [each[name] for each in found if each[name] is not None] for name in FIGURES}
    curves = [curve for each in folds if (curve := each.precision_by_recall())]
    return {
        "folds": [{name: each[name] for name in FIGURES} for each in found],
        "mean": {name: fmean(values) if values else None for name, values in of_figure.items()},
        "deviation": {name: pstdev(values) if values else None for name, values in of_figure.items()},
        "precision_by_recall": [fmean(each) for each in zip(*curves, strict=True)],
    }
