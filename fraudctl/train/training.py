"""The training of trees: rows lie in a folder for the worker, and come back as a model to compare with its own."""

import json
import struct
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.train.codes import Codes
from fraudctl.train.environment import run_worker
from fraudctl.train.phases import Counted, uncounted
from fraudctl.train.split import Parts, TooFewLabels, lay_out
from fraudctl.train.table import Table
from handlers.decision.model.forest import DEEPEST
from handlers.decision.model.packed import MOST_NODES, MOST_TREES, Split, Tree, pack_trees
from handlers.decision.model.reading import LARGEST, MOST_TEXTS

DEPTH, ETA, PATIENCE, SEED = 4, 0.05, 30, 2026
TREES_WANTED = 250
"""Many small steps: on the simulator's seeds that nothing is judged by, half as long a step and a level less ranked
better than 150 trees of depth 5."""
MOST_FEATURES = 32
"""Each is stored with every decision, whose row should be about 1 KB."""

MOST_ROWS = 1_500_000
"""Rows that trees are fitted to; of more, all frauds and a sample of the others, which weigh more instead."""

NODES = 8_000
"""Of all trees: they take some 50 KB of a document."""

TEXT_CHARACTERS = 24_000
"""Of all tables of texts in a document."""

CHECKED = 10_000
"""Rows on which the exported trees are compared with the library."""

_MEAN = struct.Struct("<f")
_SHORT = struct.Struct("<I")


@dataclass(frozen=True, kw_only=True)
class TrainedTrees:
    """A model as its document has it, and what is known of its making."""

    part: Mapping[str, Any]
    gains: Mapping[str, float]
    """The share that each feature has in what all splits gained."""
    margins: Sequence[float]
    """The log-odds of the library for rows that calibrate, the first ones."""
    trees: int
    version: str
    judged: Sequence[float]
    """The log-odds, by the model that is judged, of the rows that calibrate or are held out, in order."""
    judged_part: Mapping[str, Any]
    """That model, as a document has it."""
    rows: tuple[int, int]
    """Payments and frauds that the trees are fitted to."""


def train(
    table: Table,
    parts: Parts,
    features: Sequence[str],
    texts: Mapping[str, Codes],
    *,
    threads: int = 2,
    say: Callable[[str], None] = lambda _: None,
    count: Counted = uncounted,
    **options: Any,
) -> TrainedTrees:
    """Return the trees that tell the frauds among the rows of a table.

    `say` takes the name of each phase as it begins, `count` how many of how many trees there are.

    Raises:
        TooFewLabels: no feature tells any payment from another.
        CommandError: the worker failed.
    """
    task = {
        "features": list(features),
        "texts": {str(features.index(name)): [len(text) for text in codes.texts] for name, codes in texts.items()},
        "depth": DEPTH,
        "eta": ETA,
        "patience": PATIENCE,
        "seed": SEED,
        "most_trees": TREES_WANTED,
        "most_features": MOST_FEATURES,
        "most_rows": MOST_ROWS,
        "most_nodes": NODES,
        "most_texts": MOST_TEXTS,
        "text_characters": TEXT_CHARACTERS,
        "checked": CHECKED,
        "threads": threads,
        **options,
    }
    if task["depth"] > DEEPEST or task["most_trees"] > MOST_TREES:
        raise ValueError(task)
    folder = table.folder
    (folder / "task.json").write_text(json.dumps(task))
    lay_out(table, parts)
    for phase, done, of in run_worker(folder):
        if done == 0:
            say(phase)
        count(done, of)
    found = json.loads((folder / "model.json").read_text())
    if not found["features"]:
        raise TooFewLabels("no feature has more than one value in what is trained on")
    return _trained(found, texts, _floats(folder / "margins.bin"), _floats(folder / "judged.bin"))


def _floats(file: Any) -> Sequence[float]:
    found = array("f")
    found.frombytes(file.read_bytes())
    return found


def _trained(
    found: Mapping[str, Any], texts: Mapping[str, Codes], margins: Sequence[float], judged: Sequence[float]
) -> TrainedTrees:
    total = sum(found["gains"]) or 1
    return TrainedTrees(
        part=_part(found, texts),
        gains={name: gain / total for name, gain in zip(found["features"], found["gains"], strict=True)},
        margins=margins,
        trees=len(found["trees"]),
        version=found["version"],
        judged=judged,
        judged_part=_part(found["judged"], texts),
        rows=(found["rows"], found["frauds"]),
    )


def _part(found: Mapping[str, Any], texts: Mapping[str, Codes]) -> dict[str, Any]:
    """Return the part of a document that describes trees."""
    if found["slope"] <= 0:
        said = (
            "the trees tell nothing of later time: what they hold for likelier to be fraud is no more often fraud there"
        )
        raise TooFewLabels(said)
    if sum(len(each["left"]) for each in found["trees"]) > MOST_NODES:
        raise CommandError(f"the trees have more than {MOST_NODES:,} nodes")
    tables = {
        name: {texts[name].text(code): _number(round(number, 3)) for code, number in table}
        for name, table in found["tables"].items()
    }
    return {
        "features": found["features"],
        **({"texts": tables} if tables else {}),
        "base": _number(found["base"]),
        "calibration": {"slope": _number(found["slope"]), "intercept": _number(found["intercept"])},
        "trees": pack_trees(tree_of(each) for each in found["trees"]),
    }


def tree_of(arrays: Mapping[str, Sequence[Any]], node: int = 0) -> Tree:
    """Return the tree that the worker's arrays describe, from a node on."""
    if arrays["left"][node] < 0:
        leaf: float = arrays["values"][node]
        return leaf
    return Split(
        arrays["features"][node],
        arrays["values"][node],
        arrays["missing_left"][node],
        _short(arrays["means"][node]),
        tree_of(arrays, arrays["left"][node]),
        tree_of(arrays, arrays["right"][node]),
    )


def _short(mean: float) -> float:
    """Return a mean, by which reasons alone are told, of so few bits that it is deflated to half of its bytes."""
    (bits,) = _SHORT.unpack(_MEAN.pack(mean))
    short: float = _MEAN.unpack(_SHORT.pack(bits & 0xFFFFF000))[0]
    return short


def _number(value: float) -> Decimal:
    return Decimal(repr(max(-float(LARGEST), min(float(LARGEST), value))))
