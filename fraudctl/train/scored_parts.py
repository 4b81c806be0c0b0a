"""The payments of the parts that no judged tree was fitted to: their scores, and the numbers that a model reads."""

from collections.abc import Container, Iterator, Mapping, Sequence
from math import isnan
from typing import Any

from fraudctl.train.contents import Contents
from fraudctl.train.figures import Judged, Scored, score_of
from fraudctl.train.split import PARTS, Parts
from fraudctl.train.table import Outcomes, Rows
from fraudctl.train.training import TrainedTrees
from handlers.decision.model.model import Model

JUDGED = ("calibrate", "held_out")


def scored_by(
    trees: TrainedTrees, parts: Parts, outcomes: Outcomes, wanted: Container[str], part: Mapping[str, Any]
) -> Scored:
    """Return payments of the parts that are wanted, by the model that never saw them and a document's calibration."""
    calibration = float(part["calibration"]["slope"]), float(part["calibration"]["intercept"])
    judged, margins = Judged(), iter(trees.judged)
    for row, place in enumerate(parts.places):
        if place >= len(PARTS) or (name := PARTS[place]) not in JUDGED:
            continue
        margin = next(margins)
        if name in wanted:
            judged.add(
                score_of(margin, calibration),
                fraud=outcomes.frauds[row],
                time=outcomes.times[row],
                customer=outcomes.customers[row],
            )
    return judged.scored


def numbers(stored: Rows, parts: Parts, name: str, contents: Contents, model: Model) -> Iterator[list[float | None]]:
    """Yield the numbers that the model's features have in each row of a part."""
    wanted = PARTS.index(name)
    for place, part in enumerate(parts.places):
        if part == wanted:
            yield _numbers_of(stored.at(place), contents, model)


def _numbers_of(values: Sequence[float], contents: Contents, model: Model) -> list[float | None]:
    """Return the numbers of a row's features that the model takes, None where one is absent."""
    row = dict(zip(contents.every, values, strict=True))
    found = list[float | None]()
    for each in model.inputs:
        value = row[each.name]
        if isnan(value) or (each.is_text and value < 0):
            found.append(None)
        else:
            found.append(model.texts[each.name].get(contents.texts[each.name].text(value)) if each.is_text else value)
    return found
