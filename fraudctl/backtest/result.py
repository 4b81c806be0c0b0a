"""The figures of a backtest, for a program."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fraudctl.backtest.backtest import Backtest, TriedStrategy
from fraudctl.backtest.detection import Detection
from fraudctl.backtest.review_cost import ReviewCost
from fraudctl.backtest.thresholds import ThresholdCurve, thinned
from fraudctl.client.refused_lines import RefusedLines


def backtest_json(backtest: Backtest) -> dict[str, Any]:
    """Return the strategy's figures, those of the other one, and what is gained and lost against it."""
    against, cost, time = backtest.against, backtest.review_cost, backtest.time
    return {
        **tried_json(backtest.tried, cost),
        "label_delay_seconds": None if backtest.label_delay is None else int(backtest.label_delay.total_seconds()),
        "attempts": backtest.attempts,
        "lines": backtest.lines,
        "refused": refused_json(backtest.refused, of_stack=time is not None),
        "unlabelled": backtest.unlabelled.count,
        "out_of_order": backtest.late.count,
        "stack": time and {"name": time.stack, "since": time.since, "until": time.until, "history": backtest.history},
        "against": tried_json(against, cost) if against else None,
        "difference": asdict(backtest.comparison) if against else None,
    }


def refused_json(refused: RefusedLines, *, of_stack: bool) -> dict[str, Any]:
    """Return the lines of a file that were left out, by the reason; of a stack, rows by their ids."""
    if not of_stack:
        return refused.as_json()
    return {reason: {"count": each.count, "first_ids": each.first} for reason, each in refused.by_reason.items()}


def figures(detection: Detection) -> dict[str, Any]:
    """Return the figures of decisions by name; None is what cannot be said of these payments."""
    has_labels = detection.labelled > 0
    named = {
        "average_precision": detection.ranking.average_precision(),
        "auc": detection.ranking.auc(),
        "precision": detection.precision,
        "recall": detection.recall,
        "recall_at_1_percent_fpr": detection.ranking.recall_at(),
        "card_precision_100": detection.card_precision.value() if detection.frauds else None,
        "false_positives_per_fraud": detection.false_positives_per_fraud,
    }
    return {
        "transactions": detection.transactions,
        "declined_before": detection.declined_before,
        "declined_and_unlabelled": detection.unknown,
        "frauds": detection.frauds if has_labels else None,
        "days": detection.days,
        "first": _time(detection.first),
        "last": _time(detection.last) if detection.first is not None else None,
        "alerts": detection.alerts,
        "declines": detection.declines,
        "alerts_per_day": detection.alerts_per_day,
        "declines_per_day": detection.declines_per_day,
        "unlabelled_alerts_left_out": detection.unknown_alerts,
        "caught": detection.caught,
        "false_positives": detection.false_positives if has_labels else None,
        "wrongly_declined": detection.wrongly_declined if has_labels else None,
        **{name: value if has_labels else None for name, value in named.items()},
    }


def tried_json(tried: TriedStrategy, cost: ReviewCost) -> dict[str, Any]:
    """Return all figures of a strategy."""
    strategy, detection = tried.strategy, tried.detection
    return {
        "strategy": {"name": strategy.name, "digest": strategy.digest},
        **figures(detection),
        "value_by_currency": {currency: asdict(detection.value[currency]) for currency in sorted(detection.value)},
        "by_label": {
            label: {"frauds": detection.kinds[label], "caught": detection.kinds_caught[label]}
            for label in sorted(detection.kinds)
        },
        "rules": {code: _rule(tried, code) for code in tried.rules.codes},
        "thresholds": list(_thresholds(tried, cost)),
        "best_threshold": _best(tried, cost),
        "review_capacity": list(_capacities(detection)),
        "undecided": detection.undecided,
        "mistyped": detection.mistyped,
    }


def _thresholds(tried: TriedStrategy, cost: ReviewCost) -> Iterator[dict[str, Any]]:
    own = tried.strategy.thresholds.review
    yield from thresholds_json(tried.detection, tried.detection.curve, own, cost)


def thresholds_json(
    detection: Detection, curve: ThresholdCurve, own: Decimal, cost: ReviewCost
) -> Iterator[dict[str, Any]]:
    """Yield what thresholds would alert and catch, by a curve of the payments of these decisions."""
    has_labels = detection.labelled > 0
    for each in thinned(curve.points(own), own):
        yield {
            "threshold": each.threshold,
            "alerts": each.alerts,
            "alerts_per_day": each.alerts / detection.days if detection.days else None,
            "caught": each.caught,
            "precision": each.precision if has_labels else None,
            "recall": each.recall,
            "value_caught": dict(sorted(each.value_caught.items())),
            "value_over_cost": cost.value_over_cost(each, detection.value) or None,
        }


def _best(tried: TriedStrategy, cost: ReviewCost) -> dict[str, Any] | None:
    currencies, points = tried.detection.value, tried.detection.curve.points(tried.strategy.thresholds.review)
    best = {each: cost.best(points, each, currencies) for each in cost.value_over_cost(points[0], currencies)}
    return {
        each: {
            "threshold": point.threshold,
            "value_over_cost": cost.value_over_cost(point, currencies)[each],
        }
        for each, point in best.items()
    } or None


def _capacities(detection: Detection) -> Iterator[dict[str, Any]]:
    has_labels = detection.labelled > 0
    for each in detection.capacity.figures():
        yield {
            "reviews_per_day": each.capacity,
            "looked_at": each.looked_at,
            "caught": each.caught,
            "precision": each.precision if has_labels else None,
            "recall": each.caught / detection.frauds if detection.frauds else None,
        }


def _rule(tried: TriedStrategy, code: str) -> dict[str, Any]:
    rules, has_labels = tried.rules, tried.detection.labelled > 0
    return {
        "fired": rules.fired[code],
        "on_frauds": rules.on_frauds[code] if has_labels else None,
        "precision": rules.precision(code) if has_labels else None,
        "unique_catch": rules.unique[code] if has_labels else None,
    }


def _time(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
