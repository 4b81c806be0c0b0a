"""The contents of a file of past payments: its payments in order, and what their rows are to hold."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fraudctl.backtest.event_order import EventOrder
from fraudctl.backtest.payment import NumberedPayment
from fraudctl.train.codes import Codes
from fraudctl.train.discovery import Discovery
from fraudctl.train.rows import known_features
from fraudctl.train.split import TooFewLabels
from handlers.contract.errors import Refused
from handlers.decision.entity.places import places_of
from handlers.decision.strategy.strategy import Strategy


class Contents(NamedTuple):
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


def read_contents(
    lines: Iterable[NumberedPayment], ordered: EventOrder, base: Strategy, entities: Mapping[str, str] | None
) -> Contents:
    """Put the payments of lines in order, and return them with the features and entities that they can have.

    Args:
        lines: Payments and refused lines, in any order.
        ordered: That which orders them.
        base: A strategy whose entities count.
        entities: Kinds and places of further entities, found in the metadata if None.

    Raises:
        TooFewLabels: there is no payment.
        CommandError: the disk is full.
    """
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
    return Contents(ordered, refused, features, {each: Codes() for each in texts}, proposed)
