"""The facts of a training, as its document holds them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from fraudctl.train.contents import Contents
from fraudctl.train.figures import Scored, figures, scores_by_false_positives
from fraudctl.train.split import Parts
from fraudctl.train.training import TrainedTrees


def facts_of(
    trees: TrainedTrees,
    parts: Parts,
    contents: Contents,
    scored: Mapping[str, Scored],
    *,
    review_above: Decimal,
    label_delay: timedelta,
    data: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the facts of a training; `data` is a name and a digest of what was read."""
    counts, (payments, frauds) = parts.counts, trees.rows
    return {
        "rows": {
            **{part: {"payments": some.payments, "frauds": some.frauds} for part, some in counts.items()},
            "refit": {"payments": payments, "frauds": frauds},
        },
        "periods": {part: [_day(some.first), _day(some.last)] for part, some in counts.items()},
        "gaps": parts.gaps,
        "left_out": {**parts.left_out, "refused lines": contents.refused},
        "trees": trees.trees,
        "review_above": review_above,
        "held_out": figures(scored["held_out"], review_above),
        "scores_by_false_positives": scores_by_false_positives(scored["held_out"]),
        "gains": {each: Decimal(f"{gain:.4f}") for each, gain in sorted(trees.gains.items(), key=lambda it: -it[1])},
        "library": f"xgboost {trees.version}",
        "label_delay_days": Decimal(label_delay // timedelta(hours=1)) / 24,
        "data": dict(data),
        "entities": {
            kind: place for kind, place in contents.entities.items() if _is_read(kind, trees.part["features"])
        },
    }


def _day(time: int) -> str:
    return datetime.fromtimestamp(time / 1000, UTC).date().isoformat()


def _is_read(kind: str, features: Iterable[str]) -> bool:
    return any(each.partition(".")[0] == kind for each in features)
