"""A training from past payments to a strategy, with what it is worth on time that was held out."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from fraudctl.backtest.event_order import EventOrder
from fraudctl.backtest.payment import NumberedPayment
from fraudctl.train.contents import read_contents
from fraudctl.train.expected import expected_part
from fraudctl.train.exported import exported
from fraudctl.train.facts import facts_of
from fraudctl.train.figures import Scored, best_threshold, compare
from fraudctl.train.phases import Counted, uncounted
from fraudctl.train.rows import feature_rows
from fraudctl.train.scored_parts import JUDGED, numbers, scored_by
from fraudctl.train.split import split
from fraudctl.train.strategy import strategy_of
from fraudctl.train.table import Table
from fraudctl.train.training import CHECKED, TrainedTrees, train
from handlers.decision.strategy.strategy import Strategy


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


def run(
    lines: Iterable[NumberedPayment],
    base: Strategy,
    *,
    name: str,
    label_delay: timedelta,
    say: Callable[[str], None],
    count: Counted = uncounted,
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
        say: Takes the name of each phase as it begins.
        count: Takes how far the trees of a phase are.
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
        contents = read_contents(lines, ordered, base, entities)
        say("features")
        like = {**base.document, "entities": {**base.document["entities"], **contents.entities}}
        table = Table(folder, len(contents.every))
        payments = (past for some in ordered for past in some)
        rows = feature_rows(payments, contents.every, label_delay=label_delay, like=like, texts=contents.texts)
        table.write(row for row in rows if row.timestamp >= first)
        parts = split(table.outcomes, label_delay)
        trees = train(table, parts, contents.every, contents.texts, say=say, count=count, **options)
        outcomes = table.outcomes
        scored = {part: scored_by(trees, parts, outcomes, {part}, trees.judged_part) for part in JUDGED}
        model = exported(trees.part, like["entities"])
        with table.reader() as stored:
            calibrate = numbers(stored, parts, "calibrate", contents, model)
            compare(model, islice(calibrate, CHECKED), trees.margins)
            held_out = numbers(stored, parts, "held_out", contents, model)
            expected = expected_part(scored["held_out"].scores, trees.part["features"], held_out)
    review_above = best_threshold(scored["calibrate"])
    facts = facts_of(
        trees, parts, contents, scored, review_above=review_above, label_delay=label_delay, data=data or {}
    )
    made = strategy_of(
        name,
        base,
        {**trees.part, **expected, "trained": facts},
        scored=scored_by(trees, parts, outcomes, JUDGED, trees.part),
        review_at=review_above,
        entities=facts["entities"],
    )
    judged = strategy_of(
        name,
        base,
        {**trees.judged_part, "trained": facts},
        scored=scored["calibrate"],
        review_at=review_above,
        entities=contents.entities,
    )
    return Training(made, trees, facts, judged, parts.counts["held_out"].first, scored)
