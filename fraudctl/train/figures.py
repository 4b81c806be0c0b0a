"""Figures of probabilities on labelled payments, and the comparison of the exported trees with the library."""

from array import array
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import exp
from typing import NamedTuple

from fraudctl.backtest.card_precision import CardPrecision
from fraudctl.backtest.ranking import Ranking
from fraudctl.errors import CommandError
from handlers.decision.model.model import Model
from handlers.decision.model.probability import probability

TOLERANCE = 1e-6
"""The most that a probability by the exported trees may differ from the library's."""

SHARES = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005)
"""Of the payments that are no fraud, those above a threshold: by them the scores of two models are compared."""


class Scored(NamedTuple):
    """Payments in order, with the probability of fraud that a model which never saw them gives."""

    scores: Sequence[float]
    frauds: bytes | bytearray
    times: Sequence[int]
    """Epoch milliseconds."""
    customers: Sequence[int]
    """A number for each customer; 0 for none."""


class Judged:
    """Payments of a part, to which scores are added in order."""

    def __init__(self) -> None:
        self.scored = Scored(array("d"), bytearray(), array("q"), array("q"))

    def add(self, score: float, *, fraud: int, time: int, customer: int) -> None:
        """Add a payment."""
        scores, frauds, times, customers = self.scored
        for values, value in ((scores, score), (frauds, fraud), (times, time), (customers, customer)):
            values.append(value)  # type: ignore[union-attr]  # arrays while they are filled


def compare(model: Model, rows: Iterable[Sequence[float | None]], margins: Sequence[float]) -> None:
    """Raise CommandError where the exported trees say something else of rows than the library did."""
    for row, margin in zip(rows, margins, strict=True):
        if abs(share_of(model.walk(row)) - share_of(margin)) > TOLERANCE:
            raise CommandError("the exported trees say something else than the library: nothing is written")


def share_of(log_odds: float) -> float:
    """Return a probability to more digits than scores have."""
    return 1 / (1 + exp(-max(-40.0, min(40.0, log_odds))))


def score_of(margin: float, calibration: tuple[float, float]) -> float:
    """Return the probability of log-odds by slope and intercept, as a score has it."""
    return float(probability(calibration[0] * margin + calibration[1]))


def best_threshold(scored: Scored) -> Decimal:
    """Return the probability above which precision and recall are best together (F1)."""
    ranked = sorted(zip(scored.scores, scored.frauds, strict=True), reverse=True)
    frauds, caught, best, found = sum(scored.frauds), 0, -1.0, 0.0
    for place, (score, fraud) in enumerate(ranked, 1):
        caught += fraud
        following = ranked[place][0] if place < len(ranked) else 0.0
        if following < score and (worth := 2 * caught / (place + frauds)) > best:
            best, found = worth, following
    return _decimal(found)


def scores_by_false_positives(scored: Scored) -> dict[str, Decimal]:
    """Return the probability above which lies each share of the payments that are no fraud, as in {"0.1": 0.31}."""
    good = (score for score, fraud in zip(scored.scores, scored.frauds, strict=True) if not fraud)
    ranked = sorted(good, reverse=True)
    return {str(share): _decimal(ranked[int(share * len(ranked))]) for share in SHARES} if ranked else {}


def figures(scored: Scored, review_at: Decimal) -> dict[str, Decimal]:
    """Return what the probabilities are worth, and those above a threshold as alerts."""
    ranking, cards, above = Ranking(), CardPrecision(), float(review_at)
    for score, fraud, time, customer in zip(*scored, strict=True):
        ranking.add(_decimal(score), fraud=bool(fraud))
        if customer:
            cards.add(str(customer), _decimal(score), time, fraud=bool(fraud))
    alerted = [fraud for score, fraud in zip(scored.scores, scored.frauds, strict=True) if score > above]
    frauds = sum(scored.frauds)
    found = {
        "average_precision": ranking.average_precision(),
        "auc": ranking.auc(),
        "card_precision_100": cards.value(),
        "precision": sum(alerted) / len(alerted) if alerted else 0.0,
        "recall": sum(alerted) / frauds,
        "mean_score": sum(scored.scores) / len(scored.scores),
        "fraud_share": frauds / len(scored.scores),
    }
    return {name: Decimal(f"{value or 0:.4f}") for name, value in found.items()}


def _decimal(score: float) -> Decimal:
    return Decimal(f"{score:.9f}")
