"""The walk of an exported model says what the library says: golden, on 10,000 rows, to 1e-6.

It needs the environment .train, which `make test` makes.
"""

import math
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fraudctl.train.codes import Codes
from fraudctl.train.environment import INTERPRETER
from fraudctl.train.rows import Row
from fraudctl.train.split import PARTS, Parts
from fraudctl.train.table import Table
from fraudctl.train.training import TrainedTrees, train
from handlers.decision.condition.vocabulary import TRANSACTION
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.model.model import Model
from handlers.decision.model.reading import read_model
from handlers.decision.strategy.document import canonical
from tests.handlers.decision.strategy.documents import loaded, rule

pytestmark = pytest.mark.skipif(not INTERPRETER.exists(), reason="`make test` makes .train, and so does `make train`")

NUMBERS = ("amount", "hour", "customer.count_24h", "customer.mean_30d", "terminal.frauds_28d", "customer.new_terminal")
TEXTS = ("metadata.category", "domain(metadata.mail)")
FEATURES = (*NUMBERS, *TEXTS)
ROWS, CHECKED = 6_000, 10_000
MAILS = ("d-1.example", "d-2.example", "d-3.example")
CATEGORIES = {"grocery": 0, "travel": 1.5, "gift cards": 3, "no": -1}
"""Texts and what they add to the log-odds; one of 1,000 payments has a category of its own."""

Values = list[float | str]


def row(chance: random.Random) -> tuple[Values, bool]:
    """Return values in whole and in broken numbers and texts, some absent, and a label that depends on most of them."""
    amount, hour = round(chance.expovariate(0.01), 2), float(chance.randrange(24))
    count, mean = float(int(chance.expovariate(0.3))), chance.expovariate(0.02)
    frauds, new = float(chance.random() < 0.05), float(chance.random() < 0.3)
    category = chance.choice(sorted(CATEGORIES))
    risk = -5 + amount / 120 + (2 if hour < 5 else 0) + count / 4 + 2.5 * frauds + new + CATEGORIES[category]
    own = f"shop {chance.random()}" if chance.random() < 0.001 else category
    values: Values = [amount, hour, count, mean, frauds, new, own, chance.choice(MAILS)]
    for place in range(len(values)):
        if chance.random() < 0.1:
            values[place] = math.nan
    return values, chance.random() < 1 / (1 + math.exp(-risk))


PARTED = {"train": ROWS, "stop": ROWS // 2, "calibrate": CHECKED, "held_out": 1_000}


@cache
def rows() -> dict[str, list[tuple[Values, bool]]]:
    chance = random.Random(2026)  # noqa: S311 -- the same rows each time
    return {name: [row(chance) for _ in range(count)] for name, count in PARTED.items()}


def train_once() -> TrainedTrees:
    codes = {name: Codes() for name in TEXTS}
    with tempfile.TemporaryDirectory() as name:
        table = Table(Path(name), len(FEATURES))
        table.write(
            Row(
                f"tx-{time}",
                time,
                tuple(_numbers(values, codes)),
                fraud,
                None,
                declined=False,
                labelled=True,
                customer_id=None,
            )
            for time, (values, fraud) in enumerate(each for part in PARTS for each in rows()[part])
        )
        places = bytearray(place for place, part in enumerate(PARTS) for _ in range(PARTED[part]))
        first = bytearray(part == 0 for part in places)  # trained on, so that nothing that calibrates was seen
        return train(table, Parts(places, first, {}, {}, 2), FEATURES, codes, threads=1)


def _numbers(values: Sequence[float | str], codes: Mapping[str, Codes]) -> Iterator[float]:
    for name, value in zip(FEATURES, values, strict=True):
        yield codes[name].of(value) if isinstance(value, str) else value


@cache
def trained() -> TrainedTrees:
    return train_once()


@cache
def model() -> Model:
    found = read_model(trained().part, vocabulary_of({}))
    assert isinstance(found, Model), found
    return found


def known(values: Sequence[float | str]) -> dict[str, Any]:
    """Return values as decisions read them; those that are absent are not there."""
    found: dict[str, Any] = {}
    for name, value in zip(FEATURES, values, strict=True):
        if isinstance(value, str):
            found["TEXT:metadata.mail" if name == TEXTS[1] else f"TEXT:{name}"] = (
                f"somebody@{value.upper()}" if name == TEXTS[1] else value
            )
        elif not math.isnan(value):
            found[name] = bool(value) if name.endswith("new_terminal") else Decimal(repr(value))
    return found


def test_the_walk_equals_the_library_on_10000_rows() -> None:
    checked = rows()["calibrate"]
    assert len(checked) == len(trained().margins) == CHECKED
    assert set(trained().part["texts"]) >= {TEXTS[0]}
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
    assert set(NUMBERS) & set(TRANSACTION) == {"amount", "hour"}


def test_what_decides_gains_most_and_chance_nothing() -> None:
    gains = trained().gains
    assert sum(gains.values()) == pytest.approx(1)
    assert max(gains, key=gains.__getitem__) in ("amount", "terminal.frauds_28d", TEXTS[0])
    assert gains.get("customer.mean_30d", 0) < gains["amount"] / 2


def test_a_text_has_the_log_odds_of_fraud_among_its_payments_and_a_rare_one_none() -> None:
    table = trained().part["texts"][TEXTS[0]]
    assert sorted(table, key=table.__getitem__) == ["no", "grocery", "travel", "gift cards"]
    assert not any(text.startswith("shop") for text in table)


def test_the_same_rows_make_the_same_model() -> None:
    assert train_once().part == trained().part
