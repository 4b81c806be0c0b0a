"""The walk of an exported model says what the library says: golden, on 10,000 rows, to 1e-6.

It needs the environment .train, which `make test` makes.
"""

import math
import random
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from fraudctl.train.environment import INTERPRETER
from fraudctl.train.training import TrainedTrees, train
from handlers.decision.condition.vocabulary import TRANSACTION
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.model.model import Model
from handlers.decision.model.reading import read_model
from handlers.decision.strategy.document import canonical
from tests.handlers.decision.strategy.documents import loaded, rule

pytestmark = pytest.mark.skipif(not INTERPRETER.exists(), reason="`make test` makes .train, and so does `make train`")

FEATURES = ("amount", "hour", "customer.count_24h", "customer.mean_30d", "terminal.frauds_28d", "customer.new_terminal")
ROWS, CHECKED = 6_000, 10_000


def row(chance: random.Random) -> tuple[list[float], bool]:
    """Return values in whole and in broken numbers, some absent, and a label that depends on most of them."""
    amount, hour = round(chance.expovariate(0.01), 2), float(chance.randrange(24))
    count, mean = float(int(chance.expovariate(0.3))), chance.expovariate(0.02)
    frauds, new = float(chance.random() < 0.05), float(chance.random() < 0.3)
    risk = -5 + amount / 120 + (2 if hour < 5 else 0) + count / 4 + 2.5 * frauds + new
    values = [amount, hour, count, mean, frauds, new]
    absent = [math.nan if chance.random() < 0.1 else each for each in values]
    return absent, chance.random() < 1 / (1 + math.exp(-risk))


@cache
def rows() -> dict[str, list[tuple[list[float], bool]]]:
    chance = random.Random(2026)  # noqa: S311 -- the same rows each time
    return {
        name: [row(chance) for _ in range(count)]
        for name, count in (("train", ROWS), ("stop", ROWS // 2), ("calibrate", CHECKED))
    }


@cache
def trained() -> TrainedTrees:
    return train(FEATURES, rows(), threads=1)


@cache
def model() -> Model:
    found = read_model(trained().part, vocabulary_of({}))
    assert isinstance(found, Model), found
    return found


def known(values: Sequence[float]) -> dict[str, Any]:
    """Return values as decisions read them; those that are absent are not there."""
    return {
        name: bool(value) if name.endswith("new_terminal") else Decimal(repr(value))
        for name, value in zip(FEATURES, values, strict=True)
        if not math.isnan(value)
    }


def test_the_walk_equals_the_library_on_10000_rows() -> None:
    checked = rows()["calibrate"]
    assert len(checked) == len(trained().margins) == CHECKED
    differences = [
        abs(_share(model().margin(known(values))) - _share(margin))
        for (values, _), margin in zip(checked, trained().margins, strict=True)
    ]
    assert max(differences) < 1e-6


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def test_probabilities_are_calibrated_on_rows_that_no_tree_saw() -> None:
    scores = [float(model().score(known(values))) for values, _ in rows()["calibrate"]]
    frauds = [fraud for _, fraud in rows()["calibrate"]]
    assert sum(scores) == pytest.approx(sum(frauds), rel=0.05)
    high = [fraud for score, fraud in zip(scores, frauds, strict=True) if score > 0.5]
    assert sum(high) / len(high) > 0.5


def test_a_strategy_takes_the_model_as_it_was_exported_in_few_kilobytes() -> None:
    strategy = loaded(rule("risky", "model.score > 0.5"), model=trained().part)
    assert strategy.model
    assert strategy.model.trees == trained().trees
    assert len(canonical(strategy.document)) < 100 * 1024
    assert set(FEATURES) & set(TRANSACTION) == {"amount", "hour"}


def test_what_decides_gains_most_and_chance_nothing() -> None:
    gains = trained().gains
    assert sum(gains.values()) == pytest.approx(1)
    assert max(gains, key=gains.__getitem__) in ("amount", "terminal.frauds_28d")
    assert gains["customer.mean_30d"] < gains["amount"] / 2


def test_the_same_rows_make_the_same_model() -> None:
    assert train(FEATURES, rows(), threads=1).part == trained().part
