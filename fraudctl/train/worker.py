"""A program for the environment .train: fit trees to the rows in a folder, and write them and what they say there.

Argument: a folder with `task.json`, `values.bin` (rows of float64, absent values not a number) and `labels.bin` (a byte
a row). The task says how many rows are trained on, decide when to stop, and calibrate, in this order. It writes
`model.json`, and into `margins.bin` the log-odds of the library for the rows that calibrate.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import xgboost as xgb

LARGEST = float(np.finfo(np.float32).max)
PARTS = ("train", "stop", "calibrate")
SELECTION_ROUNDS = 50


def main(folder: Path) -> None:
    """Fit, calibrate and write."""
    task = json.loads((folder / "task.json").read_text())
    columns = len(task["features"])
    values = np.fromfile(folder / "values.bin", dtype=np.float64).reshape(-1, columns)
    values = np.clip(values, -LARGEST, LARGEST).astype(np.float32)
    labels = np.fromfile(folder / "labels.bin", dtype=np.uint8)
    ends = np.cumsum([task["rows"][name] for name in PARTS])[:-1]
    parts = dict(zip(PARTS, zip(np.split(values, ends), np.split(labels, ends), strict=True), strict=True))
    chosen = select(parts["train"], task)
    booster = fit({name: (rows[:, chosen], truth) for name, (rows, truth) in parts.items()}, task)
    rows, truth = parts["calibrate"]
    margins = booster.predict(xgb.DMatrix(rows[:, chosen]), output_margin=True)
    slope, intercept = platt(margins.astype(np.float64), truth)
    margins.astype(np.float32).tofile(folder / "margins.bin")
    found = {
        "features": [task["features"][place] for place in chosen],
        "base": base_of(booster),
        "slope": slope,
        "intercept": intercept,
        "trees": trees_of(booster, parts["train"][0][:, chosen]),
        "gains": gains_of(booster, len(chosen)),
        "version": xgb.__version__,
    }
    (folder / "model.json").write_text(json.dumps(found))


def parameters(truth: Any, task: dict[str, Any]) -> dict[str, Any]:
    """Return what the library is told; a fraud weighs as much more than a good payment as the root of their ratio."""
    frauds = int(truth.sum())
    weight = ((len(truth) - frauds) / frauds) ** 0.5
    share = frauds * weight / (frauds * weight + len(truth) - frauds)
    return {
        "objective": "binary:logistic",
        "eval_metric": "aucpr",
        "tree_method": "hist",
        "max_depth": task["depth"],
        "eta": task["eta"],
        "min_child_weight": 5,
        "subsample": 0.8,
        "colsample_bytree": 0.8,
        "scale_pos_weight": weight,
        "base_score": share,
        "seed": task["seed"],
        "nthread": task["threads"],
    }


def select(part: tuple[Any, Any], task: dict[str, Any]) -> list[int]:
    """Return the columns that gain most, in their order: each is read, and stored, with every decision."""
    rows, truth = part
    if len(task["features"]) <= task["most_features"]:
        return list(range(len(task["features"])))
    booster = xgb.train(parameters(truth, task), xgb.DMatrix(rows, truth), SELECTION_ROUNDS)
    gains = gains_of(booster, rows.shape[1])
    return sorted(sorted(range(len(gains)), key=lambda place: -gains[place])[: task["most_features"]])


def fit(parts: dict[str, tuple[Any, Any]], task: dict[str, Any]) -> xgb.Booster:
    """Return the trees up to the round that ranks the rows best that decide when to stop."""
    train, stop = (xgb.DMatrix(*parts[name]) for name in ("train", "stop"))
    booster = xgb.train(
        parameters(parts["train"][1], task),
        train,
        task["most_trees"],
        evals=[(stop, "stop")],
        early_stopping_rounds=task["patience"],
        verbose_eval=False,
    )
    return booster[: booster.best_iteration + 1]


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


def base_of(booster: xgb.Booster) -> float:
    """Return the log-odds before any tree."""
    written = json.loads(booster.save_config())["learner"]["learner_model_param"]["base_score"]
    share = float(written.strip("[]"))
    return float(np.log(share / (1 - share)))


def trees_of(booster: xgb.Booster, rows: Any) -> list[dict[str, list[Any]]]:
    """Return the arrays of each tree; means are over the rows that it was trained on."""
    model = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]
    leaves = booster.predict(xgb.DMatrix(rows), pred_leaf=True).astype(np.int64).reshape(len(rows), -1)
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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
