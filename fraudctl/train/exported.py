"""Models as their documents have them, beside the rows that they were made of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.train.table import Table
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.model.model import Model
from handlers.decision.model.reading import read_model


def exported(part: Mapping[str, Any], entities: Mapping[str, Any]) -> Model:
    """Return the model that the functions read from a document's part.

    Raises:
        CommandError: they would refuse it; says why.
    """
    model = read_model(part, vocabulary_of(entities))
    if isinstance(model, Model):
        return model
    raise CommandError(f"the trees cannot be exported: {model[0].message}")


def walks(table: Table, places: Iterable[int], model: Model, features: Sequence[str]) -> Iterator[float]:
    """Yield the log-odds of rows of a table that has these features, none of which is a text."""
    columns = [features.index(each.name) for each in model.inputs]
    with table.reader() as rows:
        for place in places:
            row = rows.at(place)
            yield model.walk([None if isnan(value := row[column]) else value for column in columns])
