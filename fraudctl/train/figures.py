"""Figures of probabilities on labelled rows, and the comparison of the exported trees with the library."""

from collections.abc import Sequence
from decimal import Decimal
from math import exp
from typing import Any

from fraudctl.backtest.card_precision import CardPrecision
from fraudctl.backtest.ranking import Ranking
from fraudctl.errors import CommandError
from fraudctl.train.rows import Row
from handlers.decision.model.model import Model

TOLERANCE = 1e-6
"""The most that a probability by the exported trees may differ from the library's."""

SHARES = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005)
"""Of the payments that are no fraud, those above a threshold: by them the scores of two models are compared."""


def compare(model: Model, known: Sequence[dict[str, Any]], margins: Sequence[float]) -> None:
    """Raise CommandError where the exported trees say something else than the library did."""
    for each, margin in zip(known, margins, strict=True):
        if abs(_share(model.margin(each)) - _share(margin)) > TOLERANCE:
            raise CommandError("the exported trees say something else than the library: nothing is written")


def _share(log_odds: float) -> float:
    return 1 / (1 + exp(-max(-40.0, min(40.0, log_odds))))


def best_threshold(scores: Sequence[Decimal], rows: Sequence[Row]) -> Decimal:
    """Return the probability above which precision and recall are best together (F1)."""
    ranked = sorted(zip(scores, (row.fraud for row in rows), strict=True), reverse=True)
    frauds, caught, best, found = sum(row.fraud for row in rows), 0, -1.0, Decimal(0)
    for place, (score, fraud) in enumerate(ranked, 1):
        caught += fraud
        following = ranked[place][0] if place < len(ranked) else Decimal(0)
        if following < score and (worth := 2 * caught / (place + frauds)) > best:
            best, found = worth, following
    return found


def scores_by_false_positives(rows: Sequence[Row], scores: Sequence[Decimal]) -> dict[str, Decimal]:
    """Return the probability above which lies each share of the payments that are no fraud, as in {"0.1": 0.31}."""
    ranked = sorted((score for row, score in zip(rows, scores, strict=True) if not row.fraud), reverse=True)
    return {str(share): ranked[min(int(share * len(ranked)), len(ranked) - 1)] for share in SHARES} if ranked else {}


def figures(rows: Sequence[Row], scores: Sequence[Decimal], review_at: Decimal) -> dict[str, Decimal]:
    """Return what the probabilities are worth, and those above a threshold as alerts."""
    ranking, cards = Ranking(), CardPrecision()
    for row, score in zip(rows, scores, strict=True):
        ranking.add(score, fraud=row.fraud)
        if row.customer_id is not None:
            cards.add(row.customer_id, score, row.timestamp, fraud=row.fraud)
    alerted = [row.fraud for row, score in zip(rows, scores, strict=True) if score > review_at]
    frauds = sum(row.fraud for row in rows)
    found = {
        "average_precision": ranking.average_precision(),
        "auc": ranking.auc(),
        "card_precision_100": cards.value(),
        "precision": sum(alerted) / len(alerted) if alerted else 0.0,
        "recall": sum(alerted) / frauds,
        "mean_score": float(sum(scores)) / len(scores),
        "fraud_share": frauds / len(rows),
    }
    return {name: Decimal(f"{value or 0:.4f}") for name, value in found.items()}
