"""The training of trees: rows go to the worker in a folder, and come back as a model that was compared with its own."""

import json
import tempfile
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.train.environment import run_worker
from handlers.decision.model.forest import DEEPEST
from handlers.decision.model.packed import MOST_NODES, MOST_TREES, Split, Tree, pack_trees

PARTS = ("train", "stop", "calibrate")
"""The rows that trees are fitted to, those that say when to stop, and those that make probabilities of log-odds."""

DEPTH, ETA, PATIENCE, SEED = 4, 0.1, 30, 2026
TREES_WANTED = 150
MOST_FEATURES = 24
"""Each is stored with every decision, whose row should be about 1 KB."""

Labelled = Sequence[tuple[Sequence[float], bool]]
"""Values, and whether it was fraud."""


@dataclass(frozen=True, kw_only=True)
class TrainedTrees:
    """A model as its document has it, and what is known of its making."""

    part: Mapping[str, Any]
    gains: Mapping[str, float]
    """The share that each feature has in what all splits gained."""
    margins: Sequence[float]
    """The log-odds of the library for the rows that calibrate."""
    trees: int
    version: str


def train(features: Sequence[str], parts: Mapping[str, Labelled], *, threads: int = 2, **options: Any) -> TrainedTrees:
    """Return the trees that tell the frauds among labelled rows.

    Raises:
        CommandError: the worker failed.
    """
    task = {
        "features": list(features),
        "rows": {name: len(parts[name]) for name in PARTS},
        "depth": DEPTH,
        "eta": ETA,
        "patience": PATIENCE,
        "seed": SEED,
        "most_trees": TREES_WANTED,
        "most_features": MOST_FEATURES,
        "threads": threads,
        **options,
    }
    if task["depth"] > DEEPEST or task["most_trees"] > MOST_TREES:
        raise ValueError(task)
    with tempfile.TemporaryDirectory(prefix="fraudctl-train-") as name:
        folder = Path(name)
        (folder / "task.json").write_text(json.dumps(task))
        with (folder / "values.bin").open("wb") as values, (folder / "labels.bin").open("wb") as labels:
            for part in PARTS:
                for row, fraud in parts[part]:
                    array("d", row).tofile(values)
                    labels.write(b"\1" if fraud else b"\0")
        run_worker(folder)
        found = json.loads((folder / "model.json").read_text())
        margins = array("f")
        margins.frombytes((folder / "margins.bin").read_bytes())
    return _trained(found, margins.tolist())


def _trained(found: Mapping[str, Any], margins: Sequence[float]) -> TrainedTrees:
    if sum(len(each["left"]) for each in found["trees"]) > MOST_NODES:
        raise CommandError(f"the trees have more than {MOST_NODES:,} nodes")
    part = {
        "features": found["features"],
        "base": _number(found["base"]),
        "calibration": {"slope": _number(found["slope"]), "intercept": _number(found["intercept"])},
        "trees": pack_trees(tree_of(each) for each in found["trees"]),
    }
    total = sum(found["gains"]) or 1
    gains = {name: gain / total for name, gain in zip(found["features"], found["gains"], strict=True)}
    return TrainedTrees(part=part, gains=gains, margins=margins, trees=len(found["trees"]), version=found["version"])


def tree_of(arrays: Mapping[str, Sequence[Any]], node: int = 0) -> Tree:
    """Return the tree that the worker's arrays describe, from a node on."""
    if arrays["left"][node] < 0:
        leaf: float = arrays["values"][node]
        return leaf
    return Split(
        arrays["features"][node],
        arrays["values"][node],
        arrays["missing_left"][node],
        arrays["means"][node],
        tree_of(arrays, arrays["left"][node]),
        tree_of(arrays, arrays["right"][node]),
    )


def _number(value: float) -> Decimal:
    return Decimal(repr(value))
