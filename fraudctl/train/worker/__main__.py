"""The two models, from the rows of a folder to what is written there."""

import json
import sys
from pathlib import Path

import numpy as np
import xgboost as xgb

from fraudctl.train.worker.choosing import chosen_columns
from fraudctl.train.worker.exporting import exported
from fraudctl.train.worker.fitting import fit, log_odds, platt, weight_of
from fraudctl.train.worker.rows import CALIBRATE, HELD_OUT, STOP, TRAIN, Rows, sample


def main(folder: Path) -> None:
    """Fit, calibrate and write."""
    task = json.loads((folder / "task.json").read_text())
    rows = Rows(folder, task)
    rng = np.random.default_rng(task["seed"])
    train = sample(np.flatnonzero(rows.parts == TRAIN), rows.labels, task["most_rows"], rng)
    chosen = chosen_columns(rows, train, task, rng)
    if not chosen:
        (folder / "model.json").write_text(json.dumps({"features": []}))
        return
    weight = weight_of(train[1], rows.labels[train[0]])
    stop = np.flatnonzero(rows.parts == STOP)
    first, judged_tables = fit(rows, train, chosen, weight, task, stop=stop)
    rounds = first.num_boosted_rounds()
    judged = np.flatnonzero((rows.parts == CALIBRATE) | (rows.parts == HELD_OUT))
    margins = log_odds(first, rows, judged, chosen, judged_tables)
    margins.astype(np.float32).tofile(folder / "judged.bin")
    calibrates = rows.parts[judged] == CALIBRATE
    judged_slope, judged_intercept = platt(margins[calibrates], rows.labels[judged][calibrates])
    slope, intercept = platt(margins, rows.labels[judged])
    known = sample(np.flatnonzero(rows.refit), rows.labels, task["most_rows"], rng)
    final, tables = fit(rows, known, chosen, weight, task, rounds=rounds)
    checked = np.flatnonzero(rows.parts == CALIBRATE)[: task["checked"]]
    log_odds(final, rows, checked, chosen, tables).astype(np.float32).tofile(folder / "margins.bin")
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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
