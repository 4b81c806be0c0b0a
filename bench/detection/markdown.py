"""Figures and tables of docs/detection.md."""

from collections.abc import Iterable, Iterator, Sequence

FIGURES = {
    "average_precision": "average precision",
    "auc": "AUC",
    "precision": "precision",
    "recall": "recall",
    "recall_at_1_percent_fpr": "recall at 1 % false positives",
    "card_precision_100": "card precision at 100 a day",
}


def figure(value: float | None) -> str:
    """Return a figure with three decimals."""
    return "-" if value is None else f"{value:.3f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)
