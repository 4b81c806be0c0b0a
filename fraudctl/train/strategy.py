"""The strategy that a trained model makes: rules that give the score of a band of probabilities, beside the model."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.conversion.retraining import is_imported, retrained
from fraudctl.train.figures import Scored
from handlers.decision.strategy.strategy import Strategy
from strategies.loading import compiled

BANDS = 60
"""Rules, each for a band of probabilities, of which one fires."""

KEPT = ("approve", "decline")
"""Outcomes of another strategy's rules that stay: of what always passes, or never. The model says what to look at."""

REVIEW, DECLINE = Decimal("0.8"), Decimal("0.95")
CERTAIN = 0.9
"""The probability above which a payment is declined, unless so high a one is only to be reviewed."""


def strategy_of(
    name: str,
    base: Strategy,
    part: Mapping[str, Any],
    *,
    scored: Scored,
    review_at: Decimal,
    entities: Mapping[str, str] | None = None,
) -> Strategy:
    """Return a strategy of a model and of those rules of another that say to approve or to decline.

    These keep their outcome and no weight: the score is the model's alone, and ranks payments as the model does. A
    detector that was imported keeps all its rules in their order, and gets none beside them.

    Args:
        name: Its name.
        base: The other one: its entities, currencies, rates and time zone count too.
        part: The model.
        scored: Probabilities of payments that no tree was fitted to.
        review_at: The probability above which a payment is to be reviewed.
        entities: Those beside the other one's.

    Raises:
        CommandError: the rules of both together are no strategy; says why.
    """
    entities = {**base.document["entities"], **(entities or {})}
    kept = {each: base.document[each] for each in ("seed_currencies", "rates", "timezone", "when_degraded")}
    own = [{**_said(rule), "weight": Decimal(0)} for rule in base.document["rules"] if rule["outcome"] in KEPT]
    document = {
        "name": name,
        "thresholds": {"review": REVIEW, "decline": DECLINE},
        "entities": entities,
        **kept,
        "rules": [*own, *_bands(scored, review_at)],
        "model": part,
    }
    if is_imported(base):  # whose clients go by the outcomes of its own rules, in their own order
        document |= retrained(base, part["trained"]["scores_by_false_positives"])
    made = compiled(document)
    if isinstance(made, Strategy):
        return made
    raise CommandError("; ".join(problem.message for problem in made))


def _said(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in rule.items() if value is not None}


def _bands(scored: Scored, review_at: Decimal) -> list[dict[str, Any]]:
    """Return a rule for each band of probabilities.

    The score has as many levels as there are bands, and payments of one level cannot be told apart. So each band holds
    as many frauds as another: the average precision by the score is below that by the probability by at most half of a
    band's share of all frauds, as only the order within a band is lost.
    """
    levels = _levels(scored, BANDS) | {review_at}
    decline_at = max(review_at, Decimal(str(CERTAIN)))
    ordered = sorted({*levels, decline_at} if any(each > decline_at for each in levels) else levels, reverse=True)
    declined = [level for level in ordered if level >= decline_at > review_at]
    reviewed = [level for level in ordered if level >= review_at and level not in declined]
    below = [level for level in ordered if level < review_at]
    weights = [
        *_spread(Decimal(1), DECLINE, len(declined)),
        *_spread(DECLINE, REVIEW, len(reviewed)),
        *_spread(REVIEW, Decimal(0), len(below)),
    ]
    bounds = [f"{level:f} < model.score" for level in ordered]
    bounds[1:] = [f"{bound} <= {above:f}" for bound, above in zip(bounds[1:], ordered, strict=False)]
    return [
        {"code": f"model_{turn:02}", "when": when, "weight": weight}
        for turn, (when, weight) in enumerate(zip(bounds, weights, strict=True), 1)
    ]


def _levels(scored: Scored, bands: int) -> set[Decimal]:
    """Return the least probabilities of bands that hold as many frauds each; of the first ones, finer ones."""
    frauds = sorted((score for score, fraud in zip(scored.scores, scored.frauds, strict=True) if fraud), reverse=True)
    places = {min(len(frauds), max(1, len(frauds) * turn // (bands - 1))) for turn in range(bands)} - {0}
    levels = set[Decimal]()
    for place in places:
        lower = frauds[place] if place < len(frauds) else frauds[-1] * 0.5
        levels.add(Decimal(f"{(frauds[place - 1] + lower) / 2:.9f}"))
    return {level for level in levels if 0 < level < 1}


def _spread(most: Decimal, least: Decimal, count: int) -> list[Decimal]:
    """Return so many weights from `most` down, all above `least`."""
    return [(most - (most - least) * turn / (count or 1)).quantize(Decimal("0.0001")) for turn in range(count)]
