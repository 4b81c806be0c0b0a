"""Numbers for texts: how often what has a text was fraud."""

from typing import Any

import numpy as np

BLOCKS = 8
"""Spans of time: a text in one of them has the number that it has by all others, as what comes later will have."""

PRIOR_FRAUDS = 2.0
LEAST_SUPPORT = 20


class TextTable:
    """The numbers of a text's codes: the log-odds of fraud among their rows, drawn towards those of all rows."""

    def __init__(self, codes: Any, truth: Any, weights: Any, lengths: list[int], most: int) -> None:
        """Count the rows of each code; `most` codes have a number at most, those with the most rows."""
        size = len(lengths) + 1
        blocks = np.arange(len(codes)) * BLOCKS // max(1, len(codes))
        own = np.where(np.isnan(codes) | (codes < 0), size - 1, codes).astype(np.int64)
        cells = blocks * size + own
        counts, rows, frauds = (
            np.bincount(cells, weighing, BLOCKS * size).reshape(BLOCKS, size)
            for weighing in (None, weights, weights * truth)
        )
        self._own, self._blocks, self._size = own, blocks, size
        support = counts[:, :-1].sum(axis=0)
        ranked = np.argsort(-support, kind="stable")[:most]
        self._known = np.zeros(size, bool)
        self._known[ranked[support[ranked] >= LEAST_SUPPORT]] = True
        share = float((weights * truth).sum() / weights.sum())
        prior = PRIOR_FRAUDS / max(share, 1e-9)
        total_rows, total_frauds = rows.sum(axis=0), frauds.sum(axis=0)
        self._numbers = self._log_odds(total_rows, total_frauds, prior, share)
        self._numbers_by_others = self._log_odds(total_rows - rows, total_frauds - frauds, prior, share)

    def _log_odds(self, rows: Any, frauds: Any, prior: float, share: float) -> Any:
        rate = np.clip((frauds + prior * share) / (rows + prior), 1e-6, 1 - 1e-6)
        return np.where(self._known, np.round(np.log(rate / (1 - rate)), 3), np.nan)

    def of(self, codes: Any) -> Any:
        """Return the numbers of codes."""
        own = np.where(np.isnan(codes) | (codes < 0), self._size - 1, codes).astype(np.int64)
        return self._numbers[own]

    def by_others(self) -> Any:
        """Return the numbers of the rows that were counted, each by those in other spans of time."""
        return self._numbers_by_others[self._blocks, self._own]

    @property
    def written(self) -> list[tuple[int, float]]:
        """Return the codes that have a number."""
        return [(int(code), float(self._numbers[code])) for code in np.flatnonzero(self._known)]
