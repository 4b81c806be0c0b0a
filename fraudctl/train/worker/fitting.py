"""Trees that are fitted to rows, what they say of others, and how that becomes a probability."""

from typing import Any

import numpy as np
import xgboost as xgb

from fraudctl.train.worker.rows import CHUNK, Rows
from fraudctl.train.worker.telling import Telling
from fraudctl.train.worker.text_tables import TextTable


def weight_of(weights: Any, truth: Any) -> float:
    """Return how much more a fraud weighs than a good payment: the root of their ratio."""
    frauds = float(truth.sum())
    return float((weights[truth == 0].sum() / max(1.0, frauds)) ** 0.5)


def parameters(weights: Any, truth: Any, weight: float, task: dict[str, Any]) -> dict[str, Any]:
    """Return what the library is told."""
    frauds, good = float(truth.sum()) * weight, float(weights[truth == 0].sum())
    return {
        "objective": "binary:logistic",
        "eval_metric": task.get("metric", "logloss"),  # of few frauds, the average precision of a part is chance
        "tree_method": "hist",
        "max_depth": task["depth"],
        "eta": task["eta"],
        "min_child_weight": task.get("min_child_weight", 5),
        "subsample": task.get("subsample", 0.8),
        "colsample_bytree": task.get("colsample", 0.5),
        "lambda": task.get("lambda", 1.0),
        "gamma": task.get("gamma", 0.0),
        "base_score": frauds / (frauds + good),
        "seed": task["seed"],
        "nthread": task["threads"],
    }


def tables_of(rows: Rows, known: tuple[Any, Any], columns: list[int], values: Any, task: dict[str, Any]) -> Any:
    """Return the tables of the columns that are texts, and put into the values what each row has by others."""
    of_texts = [column for column in columns if str(column) in task["texts"]]
    tables = {}
    for column in of_texts:
        lengths = task["texts"][str(column)]
        number, mean = columns.index(column), sum(lengths) / max(1, len(lengths))
        most = int(task["text_characters"] / len(of_texts) / (mean + 10))
        most = max(5, min(task["most_texts"], most))
        tables[column] = TextTable(values[:, number], rows.labels[known[0]], known[1], lengths, most)
        values[:, number] = tables[column].by_others()
    return tables


def fit(
    rows: Rows,
    known: tuple[Any, Any],
    chosen: list[int],
    weight: float,
    task: dict[str, Any],
    *,
    stop: Any = None,
    rounds: int = 0,
) -> tuple[xgb.Booster, dict[int, TextTable]]:
    """Return trees and tables: so many rounds, or as many as predict the rows best that decide when to stop."""
    values, truth = rows.of(known[0], chosen), rows.labels[known[0]]
    tables = tables_of(rows, known, chosen, values, task)
    data = xgb.DMatrix(values, truth, weight=np.where(truth == 1, weight, known[1]))
    del values  # the library has its own
    told = parameters(known[1], truth, weight, task)
    if stop is None:
        return xgb.train(told, data, rounds, callbacks=[Telling("trees that are written", rounds)]), tables
    judging = xgb.DMatrix(rows.of(stop, chosen, tables), rows.labels[stop])
    booster = xgb.train(
        told,
        data,
        task["most_trees"],
        evals=[(judging, "stop")],
        early_stopping_rounds=task["patience"],
        verbose_eval=False,
        callbacks=[Telling("trees that are judged", task["most_trees"])],
    )
    return booster[: min(booster.best_iteration + 1, rounds_within(booster, task["most_nodes"]))], tables


def rounds_within(booster: xgb.Booster, most: int) -> int:
    """Return how many trees have so many nodes together at most."""
    sizes = [each.count("\n") for each in booster.get_dump()]
    return max(1, int(np.searchsorted(np.cumsum(sizes), most, side="right")))


def log_odds(booster: xgb.Booster, rows: Rows, places: Any, chosen: list[int], tables: dict[int, TextTable]) -> Any:
    """Return the log-odds of rows."""
    found = [
        booster.predict(xgb.DMatrix(rows.of(some, chosen, tables)), output_margin=True).astype(np.float64)
        for begin in range(0, len(places), 4 * CHUNK)
        if len(some := places[begin : begin + 4 * CHUNK])
    ]
    return np.concatenate(found) if found else np.zeros(0)


def platt(margins: Any, truth: Any) -> tuple[float, float]:
    """Return slope and intercept of Platt, "Probabilistic outputs for support vector machines" (1999), by Newton."""
    frauds = int(truth.sum())
    target = np.where(truth, (frauds + 1) / (frauds + 2), 1 / (len(truth) - frauds + 2))
    found, rows = np.array([1.0, 0.0]), np.stack([margins, np.ones_like(margins)], axis=1)
    for _ in range(50):
        said = 1 / (1 + np.exp(-np.clip(rows @ found, -40, 40)))
        gradient = rows.T @ (said - target)
        curvature = rows.T @ (rows * (said * (1 - said))[:, None]) + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        found = found - step
        if np.abs(step).max() < 1e-10:  # noqa: PLR2004 -- no digit that is written changes any more
            break
    return float(found[0]), float(found[1])
