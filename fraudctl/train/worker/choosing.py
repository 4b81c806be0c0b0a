"""The choice of columns: those that gain most, and that tell something of later time."""

from typing import Any

import numpy as np
import xgboost as xgb

from fraudctl.train.worker.exporting import gains_of
from fraudctl.train.worker.fitting import parameters, tables_of, weight_of
from fraudctl.train.worker.rows import STOP, Rows, thinned

SELECTION_ROUNDS, SELECTION_ROWS, JUDGING_ROWS = 60, 300_000, 50_000
NOISE = 0.001
"""Of log loss, by which a column that says nothing may seem to do harm."""


def chosen_columns(rows: Rows, known: tuple[Any, Any], task: dict[str, Any], rng: Any) -> list[int]:
    """Return the columns that gain most, in their order, of those that hold more than one value.

    Each is read, and stored, with every decision. One that gains in the training and says less than nothing of the time
    after it (the rows that decide when to stop are predicted better with its values shuffled) is left out: it tells by
    whom the frauds of the training were, as a postal code or a date of birth do.
    """
    (places, weights), (later, _) = (
        thinned(some, rows, most, rng)
        for some, most in ((known, SELECTION_ROWS), ((np.flatnonzero(rows.parts == STOP), None), JUDGING_ROWS))
    )
    columns = list(range(len(task["features"])))
    values = rows.of(places, columns)
    tables = tables_of(rows, (places, weights), columns, values, task)
    with np.errstate(invalid="ignore"):
        low, high = np.fmin.reduce(values, axis=0), np.fmax.reduce(values, axis=0)
    varying = [column for column in columns if low[column] < high[column]]
    if not varying:
        return []
    truth = rows.labels[places]
    weight = weight_of(weights, truth)
    told = {**parameters(weights, truth, weight, task), "eta": 0.2}
    data = xgb.DMatrix(values[:, varying], truth, weight=np.where(truth == 1, weight, weights))
    booster = xgb.train(told, data, SELECTION_ROUNDS)
    gains = gains_of(booster, len(varying))
    ranked = [place for place in sorted(range(len(varying)), key=lambda place: -gains[place]) if gains[place] > 0]
    judged = rows.of(later, columns, tables)[:, varying]
    worth = worth_of(booster, judged, rows.labels[later], ranked[: 2 * task["most_features"]], rng)
    told_later = [place for place in ranked[: 2 * task["most_features"]] if worth[place] > -NOISE]
    return sorted(varying[place] for place in told_later[: task["most_features"]] or ranked[: task["most_features"]])


def worth_of(booster: xgb.Booster, values: Any, truth: Any, places: list[int], rng: Any) -> dict[int, float]:
    """Return by how much worse the rows are predicted with the values of each column shuffled: the log loss."""
    plain = loss_of(booster, values, truth)
    worth, order = {}, rng.permutation(len(values))
    for place in places:
        kept = values[:, place].copy()
        values[:, place] = kept[order]
        worth[place] = loss_of(booster, values, truth) - plain
        values[:, place] = kept
    return worth


def loss_of(booster: xgb.Booster, values: Any, truth: Any) -> float:
    """Return the sum of the log loss, frauds together weighing as much as all others."""
    said = np.clip(booster.predict(xgb.DMatrix(values)).astype(np.float64), 1e-7, 1 - 1e-7)
    frauds = truth == 1
    return float(-np.log(said[frauds]).mean() - np.log(1 - said[~frauds]).mean())
