"""A training from past payments to a strategy, with what it is worth on time that was held out."""

import tempfile
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from math import isnan
from pathlib import Path
from typing import Any, NamedTuple

from fraudctl.backtest.event_order import EventOrder
from fraudctl.backtest.payment import NumberedPayment
from fraudctl.train.codes import Codes
from fraudctl.train.discovery import Discovery
from fraudctl.train.expected import expected_part
from fraudctl.train.exported import exported
from fraudctl.train.figures import (
    Judged,
    Scored,
    best_threshold,
    compare,
    figures,
    score_of,
    scores_by_false_positives,
)
from fraudctl.train.rows import feature_rows, known_features
from fraudctl.train.split import PARTS, Parts, TooFewLabels, split
from fraudctl.train.strategy import strategy_of
from fraudctl.train.table import Outcomes, Rows, Table
from fraudctl.train.training import CHECKED, TrainedTrees, train
from handlers.contract.errors import Refused
from handlers.decision.entity.places import places_of
from handlers.decision.model.model import Model
from handlers.decision.strategy.strategy import Strategy

_JUDGED = ("calibrate", "held_out")


class Training(NamedTuple):
    """A strategy with its model, and what was found."""

    strategy: Strategy
    trees: TrainedTrees
    facts: dict[str, Any]
    judged: Strategy
    """The strategy as it is to be judged on the time that was held out: its model has seen nothing of that."""
    held_out_since: int
    """The event time of the first payment that was held out."""
    scored: Mapping[str, Scored]
    """The payments that calibrate and those that were held out, as the model that is judged scores them."""


class _Read(NamedTuple):
    """The payments of a file, and what their rows are to hold."""

    ordered: EventOrder
    refused: int
    features: list[str]
    texts: dict[str, Codes]
    entities: dict[str, str]
    """Those that were found in the metadata."""

    @property
    def every(self) -> list[str]:
        """Return all features, as the columns of rows are."""
        return [*self.features, *self.texts]


def run(
    lines: Iterable[NumberedPayment],
    base: Strategy,
    *,
    name: str,
    label_delay: timedelta,
    say: Callable[[str], None],
    kept: EventOrder | None = None,
    first: int = 0,
    data: Mapping[str, Any] | None = None,
    entities: Mapping[str, str] | None = None,
    **options: Any,
) -> Training:
    """Train on the payments of lines.

    Args:
        lines: Payments and refused lines, in any order.
        base: A strategy whose entities, currencies, and rules that approve or decline, are kept.
        name: Of the strategy that is made.
        label_delay: The time after which a label is known, where a payment does not say.
        say: Takes the name of each step as it begins.
        kept: That which orders the payments, and has them still afterwards.
        first: The event time before which payments are history that features need, and nothing else.
        data: A name and a digest of what was read, for the document.
        entities: Kinds and places of further entities, found in the metadata if None.
        options: Of the training, other than usual.

    Raises:
        TooFewLabels: no model can be made of them; says how many there are and how many are needed.
        CommandError: the training failed, or the disk is full.
    """
    with ExitStack() as stack:
        ordered = kept or stack.enter_context(EventOrder())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fraudctl-train-")))
        read = _read(lines, ordered, base, entities)
        say("features")
        like = {**base.document, "entities": {**base.document["entities"], **read.entities}}
        table = Table(folder, len(read.every))
        payments = (past for some in ordered for past in some)
        rows = feature_rows(payments, read.every, label_delay=label_delay, like=like, texts=read.texts)
        table.write(row for row in rows if row.timestamp >= first)
        parts = split(table.outcomes, label_delay)
        say("trees")
        trees = train(table, parts, read.every, read.texts, **options)
        outcomes = table.outcomes
        scored = {part: _judged(trees, parts, outcomes, {part}, trees.judged_part) for part in _JUDGED}
        model = exported(trees.part, like["entities"])
        with table.reader() as stored:
            compare(model, islice(_numbers(stored, parts, "calibrate", read, model), CHECKED), trees.margins)
            held_out = _numbers(stored, parts, "held_out", read, model)
            expected = expected_part(scored["held_out"].scores, trees.part["features"], held_out)
    review_above = best_threshold(scored["calibrate"])
    facts = _facts(trees, parts, scored, review_above)
    facts["left_out"]["refused lines"] = read.refused
    facts["label_delay_days"] = Decimal(label_delay // timedelta(hours=1)) / 24
    facts["data"] = dict(data or {})
    facts["entities"] = {kind: place for kind, place in read.entities.items() if _is_read(kind, trees.part["features"])}
    every = _judged(trees, parts, outcomes, _JUDGED, trees.part)
    made = strategy_of(
        name,
        base,
        {**trees.part, **expected, "trained": facts},
        scored=every,
        review_at=review_above,
        entities=facts["entities"],
    )
    judged = strategy_of(
        name,
        base,
        {**trees.judged_part, "trained": facts},
        scored=scored["calibrate"],
        review_at=review_above,
        entities=read.entities,
    )
    return Training(made, trees, facts, judged, parts.counts["held_out"].first, scored)


def _read(
    lines: Iterable[NumberedPayment], ordered: EventOrder, base: Strategy, entities: Mapping[str, str] | None
) -> _Read:
    found, refused, first = Discovery(), 0, ""
    for number, past in lines:
        if isinstance(past, Refused):
            refused += 1
            first = first or f"{number}: {past}"
        else:
            ordered.add(number, past)
            found.add(past.transaction)
    if not ordered.count:
        said = f"all of its {refused:,} lines are refused; the first is line {first}" if refused else "there is none"
        raise TooFewLabels(f"there is no payment to train on: {said}")
    refused += sum(1 for _ in ordered.repeats())
    named = base.document["entities"]
    proposed = dict(found.entities(named) if entities is None else entities)
    every = {**named, **proposed}
    numbers, texts = found.features(places_of(every))
    features = [*known_features(every, found.telling(places_of(every))), *numbers]
    return _Read(ordered, refused, features, {each: Codes() for each in texts}, proposed)


def _is_read(kind: str, features: Iterable[str]) -> bool:
    return any(each.partition(".")[0] == kind for each in features)


def _numbers(stored: Rows, parts: Parts, name: str, read: _Read, model: Model) -> Iterator[list[float | None]]:
    """Yield the numbers that the model's features have in each row of a part."""
    wanted = PARTS.index(name)
    for place, part in enumerate(parts.places):
        if part == wanted:
            yield _numbers_of(stored.at(place), read, model)


def _numbers_of(values: Sequence[float], read: _Read, model: Model) -> list[float | None]:
    """Return the numbers of a row's features that the model takes, None where one is absent."""
    row = dict(zip(read.every, values, strict=True))
    found = list[float | None]()
    for each in model.inputs:
        value = row[each.name]
        if isnan(value) or (each.is_text and value < 0):
            found.append(None)
        else:
            found.append(model.texts[each.name].get(read.texts[each.name].text(value)) if each.is_text else value)
    return found


def _judged(
    trees: TrainedTrees, parts: Parts, outcomes: Outcomes, wanted: Container[str], part: Mapping[str, Any]
) -> Scored:
    """Return payments of the parts that are wanted, by the model that never saw them and a document's calibration."""
    calibration = float(part["calibration"]["slope"]), float(part["calibration"]["intercept"])
    judged, margins = Judged(), iter(trees.judged)
    for row, place in enumerate(parts.places):
        if place >= len(PARTS) or (name := PARTS[place]) not in _JUDGED:
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


def _facts(trees: TrainedTrees, parts: Parts, scored: Mapping[str, Scored], review_above: Decimal) -> dict[str, Any]:
    """Return what is to be said of a training."""
    counts, (payments, frauds) = parts.counts, trees.rows
    return {
        "rows": {
            **{part: {"payments": some.payments, "frauds": some.frauds} for part, some in counts.items()},
            "refit": {"payments": payments, "frauds": frauds},
        },
        "periods": {part: [_day(some.first), _day(some.last)] for part, some in counts.items()},
        "gaps": parts.gaps,
        "left_out": dict(parts.left_out),
        "trees": trees.trees,
        "review_above": review_above,
        "held_out": figures(scored["held_out"], review_above),
        "scores_by_false_positives": scores_by_false_positives(scored["held_out"]),
        "gains": {each: Decimal(f"{gain:.4f}") for each, gain in sorted(trees.gains.items(), key=lambda it: -it[1])},
        "library": f"xgboost {trees.version}",
    }


def _day(time: int) -> str:
    return datetime.fromtimestamp(time / 1000, UTC).date().isoformat()
