"""The alarm of a model whose scores come in other shares than when it was made: payments are not what they were.

Scoring counts the scores by band, and beside them those expected by the active strategy's own document. So after a
promotion or a rollback the alarm goes by the other strategy, and nothing is deployed; without a model there is nothing
to compare. The measure is the population stability index, the sum of (seen - expected) * ln(seen / expected) over the
bands' shares.
"""

from components.monitoring.alarms import AlarmDefinition, MetricMath
from components.monitoring.metrics import business_metric
from components.monitoring.targets import Thresholds
from handlers.decision.model.expected import MOST_SCORE_BANDS
from handlers.decision.model.stability import FEW, SMOOTHING

DAY = 86_400
"""Seconds of a period: any shorter one has other payments by the hour. It ends when the alarm looks, at any hour, as
an alarm's window slides unless it says otherwise ("Alarm evaluation window", Amazon CloudWatch User Guide)."""

DAYS = 2
"""All of which must breach: of a strategy that was promoted within the last one, the earlier is not whole."""


def score_drift_alarm(thresholds: Thresholds, *, suffix: str, prefix: str) -> AlarmDefinition:
    """Return the alarm."""
    return AlarmDefinition(
        name=f"{prefix}fraud-score-drift",
        meaning=f"For two days the model's scores have come in other shares than when it was made: their population "
        f"stability index is above {thresholds.score_drift}.",
        section="score-drift",
        measure=stability_index(suffix),
        threshold=thresholds.score_drift,
        periods=DAYS,
        critical=False,
    )


def stability_index(suffix: str) -> MetricMath:
    """Return the index of each day, or 0 where so few scores were counted that chance may be the reason."""
    bands = range(1, MOST_SCORE_BANDS + 1)
    metrics = {f"seen{band}": business_metric(suffix, f"ModelScores{band}", period=DAY) for band in bands}
    metrics |= {f"expected{band}": business_metric(suffix, f"ModelExpected{band}", period=DAY) for band in bands}
    return MetricMath(
        expression=f"IF(scores>={FEW},distance/scores,0)",
        steps={
            "scores": "+".join(f"FILL(seen{band},0)" for band in bands),
            "distance": "+".join(map(_distance, bands)),
        },
        metrics=metrics,
    )


def _distance(band: int) -> str:
    seen, expected = f"FILL(seen{band},0)", f"FILL(expected{band},0)"
    return f"({seen}-{expected})*LOG(({seen}+{SMOOTHING})/({expected}+{SMOOTHING}))"
