"""A strategy with a model that was written by hand, and payments to try it on."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from fraudctl.backtest.payment import PastPayment, payment_of
from fraudctl.backtest.review_cost import ReviewCost
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.train.held_out import HeldOut
from fraudctl.train.read_payments import ReadPayments
from fraudctl.train.report import Report
from fraudctl.train.run import Training
from fraudctl.train.training import TrainedTrees
from handlers.decision.entity.feature import DAY
from handlers.decision.model.packed import Split, pack_trees
from handlers.decision.strategy.strategy import Strategy
from strategies.loading import compiled

WEEK = timedelta(days=7)
START = 20_000 * DAY
ABOVE = 100
"""Larger amounts are suspected: a log-odds of 2, a probability of .8808; of all others one of -4, and .0180."""

MODEL: dict[str, Any] = {
    "features": ["amount", "customer.count_24h"],
    "base": Decimal(0),
    "calibration": {"slope": Decimal(1), "intercept": Decimal(0)},
    "trees": pack_trees([Split(0, float(ABOVE), True, 0.0, -4.0, 2.0)]),
}
RULES = [
    {"code": "by_name", "when": 'merchant == "Trap"', "outcome": "review"},
    {"code": "suspected", "when": "model.score > 0.5", "weight": Decimal("0.9")},
]


def with_model(**fields: Any) -> Strategy:
    """Return a strategy that reviews what its model suspects, and one shop."""
    thresholds = {"review": Decimal("0.8"), "decline": Decimal("0.95")}
    made = compiled({"name": "trained", "thresholds": thresholds, "rules": RULES, "model": MODEL, **fields})
    assert isinstance(made, Strategy), made
    return made


def paid(number: int, amount: float, label: str = "legitimate", **fields: Any) -> PastPayment:
    """Return a payment, an hour after that of the number before."""
    at = START + number * DAY // 24
    line = {"transaction_id": f"tx-{number}", "timestamp": at, "amount": Decimal(str(amount)), "label": label}
    return payment_of({**line, "merchant": "Shop", "currency": "EUR", "customer_id": f"C-{number % 3}", **fields})


def a_report(payments: Sequence[PastPayment], *, since: int = START, **changes: Any) -> Report:
    """Return the report of a training on payments, of which those from a time on were held out."""
    made, read = with_model(), ReadPayments()
    for _, past in read.noted(enumerate(payments, 1)):
        assert isinstance(past, PastPayment)
        read.add(1, past)
    assert list(read.repeats()) == []
    held_out = HeldOut(
        made, packaged_strategy(), since=since, label_delay=WEEK, review_cost=changes.pop("review_cost", ReviewCost())
    )
    held_out.run(read)
    part = {"payments": len(payments), "frauds": 1}
    names = ("train", "stop", "calibrate", "held_out")
    facts = {
        "rows": dict.fromkeys(names, part),
        "periods": {name: ["2026-01-05", "2026-02-03"] for name in names},
        "left_out": {"gap": 7, "declined and unlabelled": 2, "labelled late": 0, "refused lines": 0},
        "trees": 1,
        "review_above": Decimal("0.512345"),
        "held_out": {"average_precision": Decimal("0.5")},
        "gains": {"amount": Decimal("0.8"), "customer.count_24h": Decimal("0.2"), 'metadata["<b>|`x"]': Decimal(0)},
        "library": "xgboost 3.1.2",
        "data": {"file": "past.jsonl", "sha256": "0" * 64},
        **changes,
    }
    trees = TrainedTrees(
        part=MODEL, gains={}, margins=[], trees=1, version="3.1.2", judged=[], judged_part=MODEL, rows=(0, 0)
    )
    return Report(
        training=Training(made, trees, facts, made, since, {}),
        held_out=held_out,
        read=read,
        label_delay=WEEK,
        time=None,
        command="fraudctl train --data past.jsonl --out trained.yaml",
    )


OUT = Path("trained.yaml")
