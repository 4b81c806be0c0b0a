"""A world whose frauds change half way: recall before and after, and after a model was trained anew.

Each half is split as `fraudctl train` splits a file: a model is fitted to its first part, and its last part is held
out, a label's delay later. So a model of the second half knows nothing but frauds of the new kinds, and of these only
such as somebody had reported before the time that judges.
"""

import tempfile
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from itertools import groupby
from math import isnan, nan
from pathlib import Path
from typing import Any

from bench.detection.contestants import Contestant
from bench.detection.halves import Found, Half, trained_half
from bench.detection.run import DEFAULT, LABEL_DELAY, Setting, batches, shipped
from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.trial import Trial
from fraudctl.train.rows import feature_rows, known_features
from fraudctl.train.table import Table
from handlers.decision.entity.feature import DAY

JUDGED_AFTER = 0.6
"""The part of each half that rules only know: what is held out comes after it."""

BEFORE, AFTER = "before", "after"
RULES, OLD, NEW = "default strategy", "model trained before", "model trained anew"


def measure_turning(setting: Setting) -> dict[str, Any]:
    """Return the figures on the last days of each half, which nothing was fitted to."""
    base = shipped(DEFAULT)
    entities = base.document["entities"]
    features = known_features(entities)
    middle = setting.simulated.first_millisecond + setting.days // 2 * DAY
    with tempfile.TemporaryDirectory(prefix="detection-") as folder:
        table, rules = Table(Path(folder), len(features)), _Rules(Trial(base, label_delay=LABEL_DELAY), setting)
        payments = rules.decided(setting.payments())
        table.write(feature_rows(payments, features, label_delay=LABEL_DELAY, like=base.document))
        turned = next(place for place, time in enumerate(table.outcomes.times) if time >= middle)
        before = trained_half(table, features, 0, turned)
        after = trained_half(table, features, turned, len(table))
        old = before.of_later(table, after.held_out, features, entities)
    found = {
        BEFORE: (before, {RULES: rules.of(before.held_out), OLD: before.own()}),
        AFTER: (after, {RULES: rules.of(after.held_out), OLD: old, NEW: after.own()}),
    }
    return {
        "setting": asdict(setting),
        "transactions": len(table),
        "frauds": sum(table.outcomes.frauds),
        "turn": {name: _told(half, scores, table) for name, (half, scores) in found.items()},
    }


class _Rules:
    """The decisions of a strategy on the last payments of each half; those before are its past."""

    def __init__(self, trial: Trial, setting: Setting) -> None:
        self._trial, self._half = trial, setting.days // 2 * DAY
        self._first = setting.simulated.first_millisecond
        self._scores, self._alerts = array("d"), bytearray()

    def decided(self, payments: Iterator[PastPayment]) -> Iterator[PastPayment]:
        """Yield payments, on which it decides as they go by."""
        for some in batches(payments):
            for judged, group in groupby(some, self._is_judged):
                run = list(group)
                if judged:
                    for decision in self._trial.decide_all(run):
                        self._scores.append(float(decision.score))
                        self._alerts.append(decision.alert_due)
                else:
                    self._trial.learn(run)
                    self._scores.extend([nan] * len(run))
                    self._alerts.extend(bytes(len(run)))
            yield from some

    def _is_judged(self, past: PastPayment) -> bool:
        return (past.transaction.timestamp - self._first) % self._half >= JUDGED_AFTER * self._half

    def of(self, places: Sequence[int]) -> Found:
        """Return what was decided on some.

        Raises:
            ValueError: they are of a time before the decisions.
        """
        if any(isnan(self._scores[place]) for place in places):
            raise ValueError(f"held out is more than what comes after {JUDGED_AFTER:.0%} of a half")
        return Found([self._scores[place] for place in places], [bool(self._alerts[place]) for place in places])


def _told(half: Half, scores: dict[str, Found], table: Table) -> dict[str, Any]:
    held_out, fitted = half.parts.counts["held_out"], half.parts.counts["train"]
    return {
        "transactions": held_out.payments,
        "frauds": held_out.frauds,
        "days": (held_out.last - held_out.first) / DAY,
        "fitted_to": {"transactions": fitted.payments, "frauds": fitted.frauds},
        "scores": {name: _figures(found, half.held_out, table) for name, found in scores.items()},
    }


def _figures(found: Found, places: Sequence[int], table: Table) -> dict[str, Any]:
    contestant, outcomes = Contestant(), table.outcomes
    caught = 0
    for place, score, alerted in zip(places, found.scores, found.alerts, strict=True):
        fraud = bool(outcomes.frauds[place])
        caught += fraud and alerted
        customer, time = str(outcomes.customers[place]), outcomes.times[place]
        contestant.add_scored(Decimal(f"{score:.9f}"), customer, time, fraud=fraud)
    alerts, frauds = sum(found.alerts), sum(outcomes.frauds[place] for place in places)
    return {
        **contestant.figures(),
        "precision": caught / alerts if alerts else None,
        "recall": caught / frauds if frauds else None,
    }
