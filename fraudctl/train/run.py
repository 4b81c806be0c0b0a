"""A training from a file of past payments to a strategy, with what it is worth on time that was held out."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import isnan
from typing import Any, NamedTuple

from fraudctl.backtest.event_order import EventOrder
from fraudctl.backtest.payment import NumberedPayment
from fraudctl.errors import CommandError
from fraudctl.train.figures import best_threshold, compare, figures, scores_by_false_positives
from fraudctl.train.rows import Row, feature_rows, known_features
from fraudctl.train.split import Parts, TooFewLabels, split
from fraudctl.train.strategy import strategy_of
from fraudctl.train.training import TrainedTrees, train
from handlers.contract.errors import Refused
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.model.model import Model
from handlers.decision.model.reading import read_model
from handlers.decision.strategy.strategy import Strategy


class Training(NamedTuple):
    """A strategy with its model, and what was found."""

    strategy: Strategy
    trees: TrainedTrees
    facts: dict[str, Any]


def run(
    lines: Iterable[NumberedPayment], base: Strategy, *, name: str, label_delay: timedelta, say: Callable[[str], None]
) -> Training:
    """Train on the payments of lines.

    Raises:
        TooFewLabels: no model can be made of them; says how many there are and how many are needed.
        CommandError: the training failed, or the disk is full.
    """
    features = known_features(base.document["entities"])
    refused = 0
    with EventOrder() as ordered:
        for number, past in lines:
            if isinstance(past, Refused):
                refused += 1
            else:
                ordered.add(number, past)
        refused += sum(1 for _ in ordered.repeats())
        say("features")
        payments = (past for some in ordered for past in some)
        rows = list(feature_rows(payments, features, label_delay=label_delay, like=base.document))
    parts = split(rows, label_delay)
    places = _varying(parts.rows["train"], len(features))
    say("trees")
    labelled = {
        part: [(tuple([row.values[place] for place in places]), row.fraud) for row in some]
        for part, some in parts.rows.items()
    }
    trees = train([features[place] for place in places], labelled)
    facts, scores = _found(base, trees, parts)
    facts["left_out"]["refused lines"] = refused
    facts["label_delay_days"] = Decimal(label_delay // timedelta(hours=1)) / 24
    part = {**trees.part, "trained": facts}
    return Training(strategy_of(name, base, part, scores, facts["review_above"]), trees, facts)


def _varying(rows: Sequence[Row], columns: int) -> list[int]:
    """Return the places of features of which there is more than one value: the others tell nothing apart."""
    seen = [{row.values[place] for row in rows} for place in range(columns)]
    places = [place for place, values in enumerate(seen) if len({each for each in values if not isnan(each)}) > 1]
    if not places:
        raise TooFewLabels("no feature has more than one value in what is trained on")
    return places


def _found(base: Strategy, trees: TrainedTrees, parts: Parts) -> tuple[dict[str, Any], list[Decimal]]:
    """Return what is to be said of a training, and the probabilities of the payments that calibrated it."""
    model = read_model(trees.part, vocabulary_of(base.document["entities"]))
    if not isinstance(model, Model):
        raise CommandError(f"the trees cannot be exported: {model[0].message}")
    every, rows = known_features(base.document["entities"]), parts.rows
    compare(model, [_known(row, every) for row in rows["calibrate"]], trees.margins)
    scores = {part: [model.score(_known(row, every)) for row in rows[part]] for part in ("calibrate", "held_out")}
    review_above = best_threshold(scores["calibrate"], rows["calibrate"])
    counts = {part: {"payments": len(some), "frauds": sum(row.fraud for row in some)} for part, some in rows.items()}
    facts = {
        "rows": counts,
        "periods": {part: [_day(some[0]), _day(some[-1])] for part, some in rows.items()},
        "left_out": dict(parts.left_out),
        "trees": trees.trees,
        "review_above": review_above,
        "held_out": figures(rows["held_out"], scores["held_out"], review_above),
        "scores_by_false_positives": scores_by_false_positives(rows["held_out"], scores["held_out"]),
        "gains": {each: Decimal(f"{gain:.4f}") for each, gain in sorted(trees.gains.items(), key=lambda it: -it[1])},
        "library": f"xgboost {trees.version}",
    }
    return facts, scores["calibrate"]


def _known(row: Row, features: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in zip(features, row.values, strict=True) if not isnan(value)}


def _day(row: Row) -> str:
    return datetime.fromtimestamp(row.timestamp / 1000, UTC).date().isoformat()
