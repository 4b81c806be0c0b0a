"""Worlds in which `fraudctl train` makes a strategy of the first months, which is judged by the months after."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Any

from bench.detection.contestants import Contestant, amount_score, random_score
from bench.detection.run import DEFAULT, LABEL_DELAY, Setting, batches, shipped
from fraudctl.backtest.backtest import TriedStrategy
from fraudctl.backtest.result import figures
from fraudctl.train.run import Training, run
from handlers.decision.entity.feature import DAY
from handlers.decision.strategy.strategy import Strategy

HISTORY = 45
"""Days before the judged time from which a strategy knows payments: no window is longer than 30 days, and a label comes
a week later."""


@dataclass(frozen=True, kw_only=True)
class TrainedSetting:
    """A world, and the days of it that are trained on: all that come later judge."""

    world: Setting
    trained_days: int

    @property
    def judged_from(self) -> int:
        """Return the first moment of the judged time, in epoch milliseconds."""
        return self.world.simulated.first_millisecond + self.trained_days * DAY


def measure_trained(setting: TrainedSetting) -> dict[str, Any]:
    """Return the figures of the judged time, and what the training says of itself."""
    base = shipped(DEFAULT)
    payments = takewhile(lambda past: past.transaction.timestamp < setting.judged_from, setting.world.payments())
    made = run(enumerate(payments, 1), base, name="trained", label_delay=LABEL_DELAY, say=lambda _: None, threads=1)
    return {
        "setting": asdict(setting.world),
        "trained_days": setting.trained_days,
        "training": _told(made),
        **_judged(setting, {"trained strategy": made.strategy, "default strategy": base}),
    }


def _judged(setting: TrainedSetting, strategies: Mapping[str, Strategy]) -> dict[str, Any]:
    tried = {name: TriedStrategy(each, label_delay=LABEL_DELAY) for name, each in strategies.items()}
    amount, chance = Contestant(), Contestant()
    known_from = setting.judged_from - HISTORY * DAY
    for some in batches(past for past in setting.world.payments() if past.transaction.timestamp >= known_from):
        known = sum(1 for past in some if past.transaction.timestamp < setting.judged_from)
        for each in tried.values():
            each.learn(some[:known])
            each.decide_all(some[known:])
        for past in some[known:]:
            amount.add(past, amount_score(past))
            chance.add(past, random_score(past))
    any_tried = next(iter(tried.values())).detection
    return {
        "transactions": any_tried.transactions,
        "frauds": any_tried.frauds,
        "scores": {
            **{name: figures(each.detection) for name, each in tried.items()},
            "amount alone": amount.figures(),
            "random": chance.figures(),
        },
    }


def _told(made: Training) -> dict[str, Any]:
    """Return what is shown of a training."""
    return {name: made.facts[name] for name in ("rows", "trees", "held_out", "gains")}
