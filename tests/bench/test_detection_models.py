"""Models are fitted to what was known, and judged by what nothing was fitted to."""

from array import array
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from bench.detection.contestants import RECALLS, Contestant
from bench.detection.halves import trained_half
from bench.detection.handbook.protocol import Protocol
from bench.detection.handbook.tables import CALIBRATE, HELD_OUT, STOP, TRAIN, HandbookTables
from bench.detection.logistic import logistic
from bench.detection.run import Setting
from fraudctl.train.environment import INTERPRETER
from fraudctl.train.rows import Row
from fraudctl.train.split import NO_PART, Parts
from fraudctl.train.table import Table
from handlers.decision.entity.feature import DAY, HOUR

SHORT = Protocol(first=4, length=3, number=2)
SETTING = Setting(world="handbook", customers=120, days=SHORT.days, seed=3)
needs_train = pytest.mark.skipif(not INTERPRETER.exists(), reason="`make test` makes .train, and so does `make train`")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> HandbookTables:
    return HandbookTables(tmp_path_factory.mktemp("tables"), SETTING, SHORT)


@pytest.mark.parametrize("number", [0, 1])
def test_a_fold_is_trained_on_its_week_and_tested_after_the_delay(tables: HandbookTables, number: int) -> None:
    fold, start = SHORT.folds[number], SETTING.simulated.first_millisecond
    parts = tables.parts(number, fold)
    days = [(time - start) // DAY for time in tables.ours.outcomes.times]

    assert {day for day, refit in zip(days, parts.refit, strict=True) if refit} == set(fold.training)
    of_part = {part: {day for day, each in zip(days, parts.places, strict=True) if each == part} for part in range(4)}
    assert of_part[TRAIN] == {fold.training.start}
    assert of_part[STOP] == set(fold.training) - of_part[TRAIN]
    assert of_part[CALIBRATE] == set(fold.training)
    assert of_part[HELD_OUT] == set(fold.test)
    assert [place for place, part in enumerate(parts.places) if part == HELD_OUT] == list(tables.tested(number))


def test_both_kinds_of_features_are_of_the_same_payments(tables: HandbookTables) -> None:
    with tables.ours.reader() as ours, tables.book.reader() as book:
        for place in range(0, len(tables.ours), 50):
            assert ours.at(place)[0] == book.at(place)[0]  # the amount


def table_of(folder: Path, rows: int = 1200) -> Table:
    """Return fifty days of rows, of which those with a large first number are mostly fraud; the second says nothing."""
    chance, table = Random(1), Table(folder, 2)  # noqa: S311 -- the same each time
    table.write(
        Row(
            transaction_id=f"{place}",
            timestamp=place * HOUR,
            values=(amount := chance.random(), chance.random() if place % 3 else float("nan")),
            fraud=amount > 0.8 and chance.random() < 0.9,
            label_received=None,
            declined=False,
            labelled=True,
            customer_id=f"C-{place % 9}",
        )
        for place in range(rows)
    )
    return table


@needs_train
def test_logistic_regression_finds_what_tells_and_what_is_absent_is_no_trouble(tmp_path: Path) -> None:
    table = table_of(tmp_path)
    places = bytearray([NO_PART] * 800 + [HELD_OUT] * 400)
    scores = logistic(table, Parts(places, bytearray([1] * 800 + [0] * 400), {}, {}, 1))
    frauds = table.outcomes.frauds[800:]

    caught = [fraud for _, fraud in sorted(zip(scores, frauds, strict=True), reverse=True)[: sum(frauds)]]
    assert len(scores) == 400
    assert sum(caught) > 0.8 * sum(frauds)


@needs_train
def test_a_half_is_fitted_and_judged_within_itself(tmp_path: Path) -> None:
    table = table_of(tmp_path, 2400)
    half = trained_half(table, ["amount", "hour"], 1200, 2400)
    found = half.own()

    assert set(half.parts.places[:1200]) == {NO_PART}
    assert not any(half.parts.refit[:1200])
    assert min(half.held_out) > 1200 + 600
    assert len(found.scores) == len(half.held_out)
    assert sum(found.alerts) > 0
    later = half.of_later(table, half.held_out, ["amount", "hour"], {})
    assert len(later.scores) == len(found.scores)


def test_a_curve_tells_the_precision_at_each_recall() -> None:
    contestant = Contestant()
    for place in range(100):  # the ten best are frauds, and ten more come after as many others
        fraud = place < 10 or 20 <= place < 30
        contestant.add_scored(Decimal(100 - place), f"C-{place}", place, fraud=fraud)
    curve = array("d", contestant.precision_by_recall())

    assert len(curve) == len(RECALLS)
    assert curve[:10].tolist() == [1.0] * 10
    assert curve[-1] == 20 / 30
