"""The figures of a training, for a program."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from fraudctl.backtest.result import refused_json, thresholds_json, tried_json
from fraudctl.train.held_out import STEP
from fraudctl.train.report import Report


def training_json(report: Report, out: Path) -> dict[str, Any]:
    """Return what was made and what is known of it; `held_out` is of the probability alone."""
    training, held_out, time = report.training, report.held_out, report.time
    trained, against = report.tried
    own, cost = training.facts["review_above"].quantize(STEP), held_out.review_cost
    return {
        "strategy": str(out),
        "digest": training.strategy.digest,
        **training.facts,
        "lines": report.read.lines,
        "refused": refused_json(report.read.refused, of_stack=time is not None),
        "unlabelled": report.read.unlabelled.count,
        "stack": time and {"name": time.stack, "since": time.since, "until": time.until},
        "trained": tried_json(trained, cost),
        "against": tried_json(against, cost),
        "difference": asdict(held_out.comparison),
        "model_thresholds": list(thresholds_json(trained.detection, held_out.curve, own, cost)),
        "calibration": [
            {
                "from": each.least,
                "to": each.most,
                "payments": each.payments,
                "expected": each.expected,
                "seen": each.seen,
            }
            for each in held_out.calibration.tenths
        ],
        "calibration_error": held_out.calibration.error,
    }
