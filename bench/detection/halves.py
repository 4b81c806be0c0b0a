"""Models of two halves of a table of rows: each is fitted to the first part of a half, and judged by its last."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from bench.detection.run import LABEL_DELAY
from fraudctl.train.exported import exported, walks
from fraudctl.train.figures import Scored, best_threshold, score_of
from fraudctl.train.split import NO_PART, PARTS, Parts, split
from fraudctl.train.table import Outcomes, Table
from fraudctl.train.training import TrainedTrees, train

CALIBRATE, HELD_OUT = PARTS.index("calibrate"), PARTS.index("held_out")


class Found(NamedTuple):
    """Scores of payments, and what is alerted of these."""

    scores: Sequence[float]
    alerts: Sequence[bool]


class Half(NamedTuple):
    """A half: what each row of the table is for in it, and the trees of its first part."""

    parts: Parts
    trees: TrainedTrees
    threshold: Decimal
    """The probability above which frauds and others are best told apart, of the payments that calibrate."""

    @property
    def held_out(self) -> Sequence[int]:
        """Return the places of the rows that nothing was fitted to."""
        return [place for place, part in enumerate(self.parts.places) if part == HELD_OUT]

    def own(self) -> Found:
        """Return what the trees of the first part say of those that are held out."""
        judged = zip(
            (part for part in self.parts.places if part in (CALIBRATE, HELD_OUT)), self.trees.judged, strict=True
        )
        return self._found(
            [margin for part, margin in judged if part == HELD_OUT], _calibration(self.trees.judged_part)
        )

    def of_later(
        self, table: Table, rows: Sequence[int], features: Sequence[str], entities: Mapping[str, Any]
    ) -> Found:
        """Return what the trees of the whole half, as a strategy has them, say of later rows."""
        model = exported(self.trees.part, entities)
        return self._found(list(walks(table, rows, model, features)), _calibration(self.trees.part))

    def _found(self, margins: Sequence[float], calibration: tuple[float, float]) -> Found:
        scores = [score_of(margin, calibration) for margin in margins]
        return Found(scores, [score > self.threshold for score in scores])


def trained_half(table: Table, features: Sequence[str], first: int, end: int) -> Half:
    """Return the trees of the rows from a place to before another; raise TooFewLabels where there can be none."""
    parts = split(_outcomes(table.outcomes, first, end), LABEL_DELAY)
    beyond = len(table) - end
    parts = parts._replace(
        places=bytearray([NO_PART]) * first + parts.places + bytearray([NO_PART]) * beyond,
        refit=bytearray(first) + parts.refit + bytearray(beyond),
    )
    trees = train(table, parts, list(features), {}, threads=1)
    judged = [place for place, part in enumerate(parts.places) if part in (CALIBRATE, HELD_OUT)]
    calibration = _calibration(trees.judged_part)
    calibrate = [
        (score_of(margin, calibration), table.outcomes.frauds[place])
        for place, margin in zip(judged, trees.judged, strict=True)
        if parts.places[place] == CALIBRATE
    ]
    scored = Scored([score for score, _ in calibrate], bytes(fraud for _, fraud in calibrate), (), ())
    return Half(parts, trees, best_threshold(scored))


def _calibration(part: Mapping[str, Any]) -> tuple[float, float]:
    """Return slope and intercept of a document's model."""
    return float(part["calibration"]["slope"]), float(part["calibration"]["intercept"])


def _outcomes(every: Outcomes, first: int, end: int) -> Outcomes:
    some = Outcomes()
    some.times, some.received, some.customers = (
        values[first:end] for values in (every.times, every.received, every.customers)
    )
    some.frauds, some.declined, some.labelled = (
        values[first:end] for values in (every.frauds, every.declined, every.labelled)
    )
    return some
