"""A program for the environment .train: fit trees to the rows in a folder, and write them and what they say there.

Argument: a folder with `task.json`, `values.bin` (rows of float32 in the order of time; absent values are not a number,
a text is a code), and `labels.bin`, `parts.bin` and `refit.bin` (a byte a row each). Two models are fitted. The first,
to the part `train`, is judged: the part `stop` says how many trees it has, and its log-odds for what calibrates and
what is held out go into `judged.bin`. The second, which is written into `model.json`, has as many trees, and is fitted
to all rows whose outcome is known: its calibration is that of the first one's log-odds in the time after its training,
since of its own no row is left that it did not see. `margins.bin` has its log-odds for the first rows that calibrate.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import xgboost as xgb

LARGEST = float(np.finfo(np.float32).max)
TRAIN, STOP, CALIBRATE, HELD_OUT = range(4)
SELECTION_ROUNDS, SELECTION_ROWS, JUDGING_ROWS = 60, 300_000, 50_000
CHUNK = 50_000

BLOCKS = 8
"""Spans of time: a text in one of them has the number that it has by all others, as what comes later will have."""

PRIOR_FRAUDS = 2.0
NOISE = 0.001
"""Of log loss, by which a column that says nothing may seem to do harm."""

LEAST_SUPPORT = 20


def main(folder: Path) -> None:
    """Fit, calibrate and write."""
    task = json.loads((folder / "task.json").read_text())
    rows = Rows(folder, task)
    rng = np.random.default_rng(task["seed"])
    train = sample(np.flatnonzero(rows.parts == TRAIN), rows.labels, task["most_rows"], rng)
    chosen = select(rows, train, task, rng)
    if not chosen:
        (folder / "model.json").write_text(json.dumps({"features": []}))
        return
    weight = weight_of(train[1], rows.labels[train[0]])
    stop = np.flatnonzero(rows.parts == STOP)
    first, judged_tables = fit(rows, train, chosen, weight, task, stop=stop)
    rounds = first.num_boosted_rounds()
    judged = np.flatnonzero((rows.parts == CALIBRATE) | (rows.parts == HELD_OUT))
    margins = predict(first, rows, judged, chosen, judged_tables)
    margins.astype(np.float32).tofile(folder / "judged.bin")
    calibrates = rows.parts[judged] == CALIBRATE
    judged_slope, judged_intercept = platt(margins[calibrates], rows.labels[judged][calibrates])
    slope, intercept = platt(margins, rows.labels[judged])
    known = sample(np.flatnonzero(rows.refit), rows.labels, task["most_rows"], rng)
    final, tables = fit(rows, known, chosen, weight, task, rounds=rounds)
    checked = np.flatnonzero(rows.parts == CALIBRATE)[: task["checked"]]
    predict(final, rows, checked, chosen, tables).astype(np.float32).tofile(folder / "margins.bin")
    found = {
        **exported(final, rows, known[0], chosen=chosen, tables=tables, task=task),
        "slope": slope,
        "intercept": intercept,
        "judged": {
            **exported(first, rows, train[0], chosen=chosen, tables=judged_tables, task=task),
            "slope": judged_slope,
            "intercept": judged_intercept,
        },
        "rows": int(rows.refit.sum()),
        "frauds": int(rows.labels[rows.refit == 1].sum()),
        "version": xgb.__version__,
    }
    (folder / "model.json").write_text(json.dumps(found))


def exported(
    booster: xgb.Booster,
    rows: "Rows",
    known: Any,
    *,
    chosen: list[int],
    tables: dict[int, "TextTable"],
    task: dict[str, Any],
) -> dict[str, Any]:
    """Return trees, tables and gains of the columns that any tree compares: what none does is not read."""
    gains = gains_of(booster, len(chosen))
    used = [number for number, gain in enumerate(gains) if gain > 0] or [0]
    place_of = {number: place for place, number in enumerate(used)}
    trees = trees_of(booster, rows.of(known[:: max(1, len(known) // SELECTION_ROWS)], chosen, tables))
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


class Rows:
    """The rows of a folder; features stay on disk until they are asked for."""

    def __init__(self, folder: Path, task: dict[str, Any]) -> None:
        self.labels, self.parts, self.refit = (
            np.fromfile(folder / f"{name}.bin", dtype=np.uint8) for name in ("labels", "parts", "refit")
        )
        self.values = np.memmap(folder / "values.bin", np.float32, "r").reshape(-1, len(task["features"]))

    def of(self, places: Any, columns: list[int], tables: dict[int, "TextTable"] | None = None) -> Any:
        """Return the columns of rows as a model takes them; without tables, texts are codes."""
        found = np.empty((len(places), len(columns)), np.float32)
        for begin in range(0, len(places), CHUNK):
            some = places[begin : begin + CHUNK]
            found[begin : begin + CHUNK] = self.values[some][:, columns]
        np.clip(found, -LARGEST, LARGEST, out=found)
        for number, column in enumerate(columns):
            if tables and column in tables:
                found[:, number] = tables[column].of(found[:, number])
        return found


class TextTable:
    """The numbers of a text's codes: the log-odds of fraud among their rows, drawn towards those of all rows."""

    def __init__(self, codes: Any, truth: Any, weights: Any, lengths: list[int], most: int) -> None:
        """Count the rows of each code; `most` codes have a number at most, those with the most rows."""
        size = len(lengths) + 1
        blocks = np.arange(len(codes)) * BLOCKS // max(1, len(codes))
        own = np.where(np.isnan(codes) | (codes < 0), size - 1, codes).astype(np.int64)
        cells = blocks * size + own
        counts, rows, frauds = (
            np.bincount(cells, weighing, BLOCKS * size).reshape(BLOCKS, size)
            for weighing in (None, weights, weights * truth)
        )
        self._own, self._blocks, self._size = own, blocks, size
        support = counts[:, :-1].sum(axis=0)
        ranked = np.argsort(-support, kind="stable")[:most]
        self._known = np.zeros(size, bool)
        self._known[ranked[support[ranked] >= LEAST_SUPPORT]] = True
        share = float((weights * truth).sum() / weights.sum())
        prior = PRIOR_FRAUDS / max(share, 1e-9)
        total_rows, total_frauds = rows.sum(axis=0), frauds.sum(axis=0)
        self._numbers = self._log_odds(total_rows, total_frauds, prior, share)
        self._numbers_by_others = self._log_odds(total_rows - rows, total_frauds - frauds, prior, share)

    def _log_odds(self, rows: Any, frauds: Any, prior: float, share: float) -> Any:
        rate = np.clip((frauds + prior * share) / (rows + prior), 1e-6, 1 - 1e-6)
        return np.where(self._known, np.round(np.log(rate / (1 - rate)), 3), np.nan)

    def of(self, codes: Any) -> Any:
        """Return the numbers of codes."""
        own = np.where(np.isnan(codes) | (codes < 0), self._size - 1, codes).astype(np.int64)
        return self._numbers[own]

    def by_others(self) -> Any:
        """Return the numbers of the rows that were counted, each by those in other spans of time."""
        return self._numbers_by_others[self._blocks, self._own]

    @property
    def written(self) -> list[tuple[int, float]]:
        """Return the codes that have a number."""
        return [(int(code), float(self._numbers[code])) for code in np.flatnonzero(self._known)]


def sample(places: Any, labels: Any, most: int, rng: Any) -> tuple[Any, Any]:
    """Return rows and their weights: all, or all frauds and so many others, which weigh as much as all of them."""
    weights = np.ones(len(places), np.float32)
    if len(places) <= most:
        return places, weights
    fraud = labels[places] == 1
    share = max(0.0, most - int(fraud.sum())) / max(1, int((~fraud).sum()))
    share = max(share, 0.1 * most / len(places))
    kept = fraud | (rng.random(len(places)) < share)
    weights[~fraud] = 1 / share
    return places[kept], weights[kept]


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
        "colsample_bytree": task.get("colsample", 0.8),
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


def select(rows: Rows, known: tuple[Any, Any], task: dict[str, Any], rng: Any) -> list[int]:
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


def thinned(known: tuple[Any, Any], rows: Rows, most: int, rng: Any) -> tuple[Any, Any]:
    """Return rows and their weights, so many at most."""
    places, weights = known
    fewer, more = sample(places, rows.labels, most, rng)
    return fewer, more if weights is None else np.where(rows.labels[fewer] == 1, 1, more * float(weights.max()))


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
    told = parameters(known[1], truth, weight, task)
    if stop is None:
        return xgb.train(told, data, rounds), tables
    judging = xgb.DMatrix(rows.of(stop, chosen, tables), rows.labels[stop])
    booster = xgb.train(
        told,
        data,
        task["most_trees"],
        evals=[(judging, "stop")],
        early_stopping_rounds=task["patience"],
        verbose_eval=False,
    )
    return booster[: min(booster.best_iteration + 1, rounds_within(booster, task["most_nodes"]))], tables


def rounds_within(booster: xgb.Booster, most: int) -> int:
    """Return how many trees have so many nodes together at most."""
    sizes = [each.count("\n") for each in booster.get_dump()]
    return max(1, int(np.searchsorted(np.cumsum(sizes), most, side="right")))


def predict(booster: xgb.Booster, rows: Rows, places: Any, chosen: list[int], tables: dict[int, TextTable]) -> Any:
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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
