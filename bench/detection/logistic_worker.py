"""A program for the environment .train: logistic regression on the rows in a folder, by Newton's method.

Arguments: a folder with `values.bin` (rows of float32, absent values not a number), and `labels.bin`, `parts.bin` and
`refit.bin` (a byte a row each), and how many columns there are. It is fitted to the rows that `refit` marks; the
log-odds of those that are held out go into `logistic.bin`. Columns are scaled to a mean of 0 and a deviation of 1 (of
what is fitted to); what is absent is the mean, and a column more says that it is. The penalty is that of
scikit-learn's default, half of the square of all weights, the intercept's left out.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

HELD_OUT = 3
ROUNDS = 50
SMALLEST_STEP = 1e-8
PENALTY = 1.0


def main(folder: Path, columns: int) -> None:
    """Fit and write."""
    values = np.memmap(folder / "values.bin", np.float32, "r").reshape(-1, columns)
    labels, parts, refit = (np.fromfile(folder / f"{name}.bin", np.uint8) for name in ("labels", "parts", "refit"))
    known, tested = np.flatnonzero(refit), np.flatnonzero(parts == HELD_OUT)
    rows = np.asarray(values[known], np.float64)
    scale = Scale(rows)
    weights = fit(scale.of(rows), labels[known].astype(np.float64))
    (scale.of(np.asarray(values[tested], np.float64)) @ weights).tofile(folder / "logistic.bin")


class Scale:
    """The scale of the columns of some rows."""

    def __init__(self, rows: Any) -> None:
        present = ~np.isnan(rows)
        counts = np.maximum(present.sum(axis=0), 1)
        self.means = np.where(present, rows, 0).sum(axis=0) / counts
        deviations = np.sqrt((np.where(present, rows - self.means, 0) ** 2).sum(axis=0) / counts)
        self.deviations = np.where(deviations > 0, deviations, 1)
        self.sometimes = np.flatnonzero((counts > 0) & ~present.all(axis=0) & present.any(axis=0))

    def of(self, rows: Any) -> Any:
        """Return rows on the scale, with the columns that say what is absent, and one of ones."""
        absent = np.isnan(rows)
        scaled = np.where(absent, 0, (rows - self.means) / self.deviations)
        return np.hstack([scaled, absent[:, self.sometimes], np.ones((len(rows), 1))])


def fit(rows: Any, truth: Any) -> Any:
    """Return the weights of the columns; the last one is the intercept."""
    penalty = np.full(rows.shape[1], PENALTY)
    penalty[-1] = 0
    weights = np.zeros(rows.shape[1])
    loss = loss_of(rows, truth, weights, penalty)
    for _ in range(ROUNDS):
        said = 1 / (1 + np.exp(-np.clip(rows @ weights, -40, 40)))
        gradient = rows.T @ (said - truth) + penalty * weights
        curvature = rows.T @ (rows * (said * (1 - said))[:, None]) + np.diag(penalty + 1e-9)
        step, share = np.linalg.solve(curvature, gradient), 1.0
        while (less := loss_of(rows, truth, weights - share * step, penalty)) > loss and share > SMALLEST_STEP:
            share /= 2
        if share <= SMALLEST_STEP:
            break
        weights, loss = weights - share * step, less
        if np.abs(share * step).max() < SMALLEST_STEP:
            break
    return weights


def loss_of(rows: Any, truth: Any, weights: Any, penalty: Any) -> float:
    """Return what is made as small as can be."""
    margins = rows @ weights
    return float((np.logaddexp(0, margins) - truth * margins).sum() + (penalty * weights * weights).sum() / 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
