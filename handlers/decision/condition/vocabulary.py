"""The names that a condition may read, and the kinds of value they stand for."""

from collections.abc import Mapping
from enum import Enum

import msgspec


class Kind(Enum):
    """A kind of value; its value is how a message calls it."""

    NUMBER = "a number"
    TEXT = "a text"
    BOOLEAN = "true or false"
    NUMBERS = "a list of numbers"
    TEXTS = "a list of texts"
    UNKNOWN = "of a kind that its use decides"
    """A value in `metadata` has the kind that it comes with: a condition says by its use which one it takes."""


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """A name that a condition may read.

    `optional` ones may be absent; `least` and `most` bound a number whatever the transaction says, `whole` ones are
    without decimals; a text has the `form`, an expression.
    """

    kind: Kind
    optional: bool = False
    least: int | None = None
    most: int | None = None
    whole: bool = False
    form: str | None = None


Vocabulary = Mapping[str, Name]

MODEL, MODEL_SCORE = "model", "model.score"
"""The name that is kept for a strategy's model, and that by which conditions read the probability of fraud it gives."""

METADATA = "metadata"
"""The request's own field of scalars, whose keys are names too."""

TRANSACTION: Vocabulary = {
    "transaction_id": Name(kind=Kind.TEXT),
    "timestamp": Name(kind=Kind.NUMBER, least=0, whole=True),
    "amount": Name(kind=Kind.NUMBER, least=0),
    "merchant": Name(kind=Kind.TEXT),
    "currency": Name(kind=Kind.TEXT, optional=True, form="[A-Z]{3}"),
    "customer_id": Name(kind=Kind.TEXT, optional=True),
    "terminal_id": Name(kind=Kind.TEXT, optional=True),
    "hour": Name(kind=Kind.NUMBER, least=0, most=23, whole=True),
    "weekday": Name(kind=Kind.NUMBER, least=0, most=6, whole=True),
    "merchant_mixed_scripts": Name(kind=Kind.BOOLEAN),
    "seed_currencies": Name(kind=Kind.TEXTS),
}
"""The names that a transaction itself brings: its fields, hour (0 to 23) and weekday (0 is Monday) of its event time
in the strategy's time zone, whether a word of the merchant's name mixes scripts, and the strategy's own list."""

OF_MODEL: Vocabulary = {MODEL_SCORE: Name(kind=Kind.NUMBER, least=0, most=1)}
"""The names that a model brings."""
