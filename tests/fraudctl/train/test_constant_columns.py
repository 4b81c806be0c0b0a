"""A column that is the same in every row is in no model, and where all are there is no model at all."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fraudctl.train.environment import INTERPRETER
from fraudctl.train.rows import Row
from fraudctl.train.split import PARTS, Parts, TooFewLabels
from fraudctl.train.table import Table
from fraudctl.train.training import TrainedTrees, train

pytestmark = pytest.mark.skipif(not INTERPRETER.exists(), reason="`make test` makes .train, and so does `make train`")

FEATURES = ("hour", "amount", "customer.count_24h")
ROWS = 400
"""Of each part."""


def trained(folder: Path, values: Callable[[bool], Sequence[float]]) -> TrainedTrees:
    """Return the trees of rows that have these values, by whether they are fraud."""
    chance, table = random.Random(7), Table(folder, len(FEATURES))  # noqa: S311 -- the same rows each time
    frauds = [chance.random() < 0.2 for _ in range(ROWS * len(PARTS))]
    table.write(
        Row(f"tx-{time}", time, tuple(values(fraud)), fraud, None, declined=False, labelled=True, customer_id=None)
        for time, fraud in enumerate(frauds)
    )
    places = bytearray(place for place in range(len(PARTS)) for _ in range(ROWS))
    return train(table, Parts(places, bytearray([1]) * len(places), {}, {}, 2), FEATURES, {}, threads=1)


def test_no_column_that_tells_anything_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooFewLabels, match="no feature has more than one value in what is trained on"):
        trained(tmp_path, lambda _: (12.0, 5.0, float("nan")))


def test_a_column_that_is_the_same_everywhere_is_not_read(tmp_path: Path) -> None:
    found = trained(tmp_path, lambda fraud: (12.0, 90.0 if fraud else 10.0, float("nan")))
    assert found.part["features"] == ["amount"]
