"""Models that are trained on the handbook's weeks, judged by its protocol."""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.detection.contestants import Contestant
from bench.detection.handbook.book_features import BOOK_FEATURES
from bench.detection.handbook.folds import over_folds
from bench.detection.handbook.protocol import BOOK, Protocol
from bench.detection.handbook.tables import HELD_OUT, OUR_FEATURES, HandbookTables
from bench.detection.logistic import logistic
from bench.detection.run import Setting
from fraudctl.train.exported import exported, walks
from fraudctl.train.split import NO_PART, Parts
from fraudctl.train.table import Table
from fraudctl.train.training import train

NO_CALIBRATION = {"slope": Decimal(1), "intercept": Decimal(0)}
"""Only the ranking counts here, and in a small world a calibration can be impossible."""

TRAINED, LOGISTIC = "trained model", "logistic regression"
TRAINED_ON_BOOK, LOGISTIC_ON_BOOK = "the book's features, trained alike", "the book's features, logistic regression"


def measure_models(setting: Setting, protocol: Protocol = BOOK) -> dict[str, Any]:
    """Return the figures of each fold, their mean and their standard deviation."""
    folds = list[dict[str, Contestant]]()
    gains = list[dict[str, float]]()
    with tempfile.TemporaryDirectory(prefix="detection-") as folder:
        tables = HandbookTables(Path(folder), setting, protocol)
        for number, fold in enumerate(protocol.folds):
            parts = tables.parts(number, fold)
            ours, gain = _by_trees(tables.ours, parts, OUR_FEATURES)
            book, _ = _by_trees(tables.book, parts, _named(BOOK_FEATURES))
            scores = {
                TRAINED: ours,
                LOGISTIC: logistic(tables.ours, parts),
                TRAINED_ON_BOOK: book,
                LOGISTIC_ON_BOOK: logistic(tables.book, parts),
            }
            tested = list(tables.tested(number))
            folds.append({name: _judged(tables.ours, tested, found) for name, found in scores.items()})
            gains.append(gain)
    return {
        "setting": asdict(setting),
        "transactions": len(tables.ours),
        "scores": {name: over_folds([fold[name] for fold in folds]) for name in folds[0]},
        "gains": gains,
    }


def _by_trees(table: Table, parts: Parts, features: Sequence[str]) -> tuple[list[float], dict[str, float]]:
    """Return the log-odds of the rows that are held out, and what each feature gained."""
    unseen = parts._replace(places=parts.places.replace(bytes([HELD_OUT]), bytes([NO_PART])))
    trees = train(table, unseen, list(features), {}, threads=1)
    model = exported({**trees.part, "calibration": NO_CALIBRATION}, {})
    tested = (place for place, part in enumerate(parts.places) if part == HELD_OUT)
    return list(walks(table, tested, model, features)), dict(trees.gains)


def _judged(table: Table, tested: Sequence[int], scores: Sequence[float]) -> Contestant:
    contestant, outcomes = Contestant(), table.outcomes
    for place, score in zip(tested, scores, strict=True):
        contestant.add_scored(
            Decimal(f"{score:.9f}"),
            str(outcomes.customers[place]),
            outcomes.times[place],
            fraud=bool(outcomes.frauds[place]),
        )
    return contestant


def _named(features: Sequence[str]) -> list[str]:
    """Return the names by which a model takes numbers that the functions do not make."""
    return [f"metadata.{each.replace('.', '_')}" for each in features]
