"""The strategy that a trained model makes: rules that give the score of a band of probabilities, beside the model."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fraudctl.errors import CommandError
from handlers.decision.strategy.strategy import Strategy
from strategies.loading import compiled

BANDS = 40
"""Rules, each for a band of probabilities, from the highest on: the first that fires is the last."""

REVIEW, DECLINE = Decimal("0.8"), Decimal("0.95")
HIGHEST_SHARE = 0.2
"""Of payments, the share with the highest probabilities that the bands divide; all others have a score of 0."""


def strategy_of(
    name: str, base: Strategy, part: Mapping[str, Any], scores: Sequence[Decimal], review_at: Decimal
) -> Strategy:
    """Return a strategy of a model and of those rules of another that say an outcome themselves.

    Args:
        name: Its name.
        base: The other one: its entities, currencies, rates and time zone count too.
        part: The model.
        scores: Probabilities of payments that no tree was fitted to.
        review_at: The probability above which a payment is to be reviewed.

    Raises:
        CommandError: the rules of both together are no strategy; says why.
    """
    kept = {each: base.document[each] for each in ("entities", "seed_currencies", "rates", "timezone", "when_degraded")}
    own = [_said(rule) for rule in base.document["rules"] if rule["outcome"]]
    document = {
        "name": name,
        "thresholds": {"review": REVIEW, "decline": DECLINE},
        **kept,
        "evaluate": "first",
        "rules": [*own, *_bands(scores, review_at)],
        "model": part,
    }
    made = compiled(document)
    if isinstance(made, Strategy):
        return made
    raise CommandError("; ".join(problem.message for problem in made))


def _said(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in rule.items() if value is not None}


def _bands(scores: Sequence[Decimal], review_at: Decimal) -> list[dict[str, Any]]:
    ranked = sorted(scores, reverse=True)
    most = max(1, int(len(ranked) * HIGHEST_SHARE))
    places = {min(most, int(most ** (turn / (BANDS - 1)))) - 1 for turn in range(BANDS)}
    levels = sorted({review_at, *(ranked[place] for place in places)} - {Decimal(1)}, reverse=True)
    above = [level for level in levels if level >= review_at]
    below = [level for level in levels if level < review_at]
    weights = [*_spread(Decimal(1), REVIEW, len(above)), *_spread(REVIEW - Decimal("0.01"), Decimal(0), len(below))]
    return [
        {"code": f"model_{turn:02}", "when": f"model.score > {level:f}", "weight": weight}
        for turn, (level, weight) in enumerate(zip(levels, weights, strict=True), 1)
    ]


def _spread(most: Decimal, least: Decimal, count: int) -> list[Decimal]:
    """Return so many weights from `most` down, all above `least`."""
    return [(most - (most - least) * turn / (count or 1)).quantize(Decimal("0.0001")) for turn in range(count)]
