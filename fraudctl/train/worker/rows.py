"""The rows of a folder, and samples of them."""

from pathlib import Path
from typing import Any

import numpy as np

from fraudctl.train.worker.text_tables import TextTable

LARGEST = float(np.finfo(np.float32).max)
TRAIN, STOP, CALIBRATE, HELD_OUT = range(4)
CHUNK = 50_000


class Rows:
    """The rows of a folder; features stay on disk until they are asked for."""

    def __init__(self, folder: Path, task: dict[str, Any]) -> None:
        self.labels, self.parts, self.refit = (
            np.fromfile(folder / f"{name}.bin", dtype=np.uint8) for name in ("labels", "parts", "refit")
        )
        self.values = np.memmap(folder / "values.bin", np.float32, "r").reshape(-1, len(task["features"]))

    def of(self, places: Any, columns: list[int], tables: dict[int, TextTable] | None = None) -> Any:
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


def thinned(known: tuple[Any, Any], rows: Rows, most: int, rng: Any) -> tuple[Any, Any]:
    """Return rows and their weights, so many at most."""
    places, weights = known
    fewer, more = sample(places, rows.labels, most, rng)
    return fewer, more if weights is None else np.where(rows.labels[fewer] == 1, 1, more * float(weights.max()))
