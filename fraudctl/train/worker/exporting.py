"""Trees as arrays, with all that a document needs to walk them and to tell reasons."""

import json
from typing import Any

import numpy as np
import xgboost as xgb

from fraudctl.train.worker.rows import Rows
from fraudctl.train.worker.text_tables import TextTable

MEAN_ROWS = 300_000
"""Rows by which the means of branches are told, at most about twice as many."""


def exported(
    booster: xgb.Booster,
    rows: Rows,
    known: Any,
    *,
    chosen: list[int],
    tables: dict[int, TextTable],
    task: dict[str, Any],
) -> dict[str, Any]:
    """Return trees, tables and gains of the columns that any tree compares: what none does is not read."""
    gains = gains_of(booster, len(chosen))
    used = [number for number, gain in enumerate(gains) if gain > 0] or [0]
    place_of = {number: place for place, number in enumerate(used)}
    trees = trees_of(booster, rows.of(known[:: max(1, len(known) // MEAN_ROWS)], chosen, tables))
    names = [task["features"][chosen[number]] for number in used]
    return {
        "features": names,
        "tables": {
            name: tables[chosen[number]].written
            for name, number in zip(names, used, strict=True)
            if chosen[number] in tables
        },
        "base": base_of(booster),
        "trees": [{**each, "features": [place_of.get(at, 0) for at in each["features"]]} for each in trees],
        "gains": [gains[number] for number in used],
    }


def base_of(booster: xgb.Booster) -> float:
    """Return the log-odds before any tree."""
    written = json.loads(booster.save_config())["learner"]["learner_model_param"]["base_score"]
    share = float(written.strip("[]"))
    return float(np.log(share / (1 - share)))


def trees_of(booster: xgb.Booster, values: Any) -> list[dict[str, list[Any]]]:
    """Return the arrays of each tree; means are over these rows, of those that it was trained on."""
    model = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]
    leaves = booster.predict(xgb.DMatrix(values), pred_leaf=True).astype(np.int64).reshape(len(values), -1)
    return [tree_of(tree, np.bincount(leaves[:, place])) for place, tree in enumerate(model["trees"])]


def tree_of(tree: dict[str, Any], counts: Any) -> dict[str, list[Any]]:
    """Return the arrays of one tree, of which so many rows came to each leaf."""
    left, right, values = tree["left_children"], tree["right_children"], tree["split_conditions"]
    rows = [float(counts[node]) if node < len(counts) else 0.0 for node in range(len(left))]
    sums = [count * value for count, value in zip(rows, values, strict=True)]
    for node in reversed(range(len(left))):  # branches come after what they branch from
        if left[node] >= 0:
            rows[node] = rows[left[node]] + rows[right[node]]
            sums[node] = sums[left[node]] + sums[right[node]]
    return {
        "left": left,
        "right": right,
        "features": tree["split_indices"],
        "values": values,
        "missing_left": [bool(each) for each in tree["default_left"]],
        "means": [total / count if count else 0.0 for total, count in zip(sums, rows, strict=True)],
    }


def gains_of(booster: xgb.Booster, columns: int) -> list[float]:
    """Return the total gain of each column."""
    gains = booster.get_score(importance_type="total_gain")
    return [float(gains.get(f"f{place}", 0.0)) for place in range(columns)]
