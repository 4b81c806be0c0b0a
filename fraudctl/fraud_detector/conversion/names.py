"""The names that rules read, and what stands for each in a condition."""

from collections.abc import Mapping

import msgspec

from fraudctl.fraud_detector.conversion.absence import Defaults, Listed
from fraudctl.fraud_detector.conversion.calibration import Calibration
from fraudctl.fraud_detector.conversion.refusal import NotConvertible
from fraudctl.fraud_detector.detector import EVENT, MODEL_SCORE, NamedList, Variable
from handlers.contract.card_keys import CARD_NUMBER_KEYS, SENSITIVE_KEYS, folded_key
from handlers.decision.condition.texts import comparable
from handlers.decision.condition.tree import Constant, Read
from handlers.decision.condition.vocabulary import METADATA, Kind
from handlers.fraud_detector.detector_part import SCORE
from handlers.fraud_detector.values import typed_value

KINDS = {"STRING": Kind.TEXT, "INTEGER": Kind.NUMBER, "FLOAT": Kind.NUMBER, "BOOLEAN": Kind.BOOLEAN}
"""Kinds of value that conditions take, by the service's types; a DATETIME is none of them."""


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """The variables and the lists of a detector, with their places in a payment."""

    variables: Mapping[str, Variable]
    lists: Mapping[str, NamedList]
    kinds: Mapping[str, str]
    """The kind of entity whose lists tell of a variable's value, by the variable's name."""
    calibration: Calibration | None = None

    def is_score(self, name: str) -> bool:
        """Return whether a variable is the score of a model."""
        known = self.variables.get(name)
        return known.source == MODEL_SCORE if known else name.endswith(SCORE)

    def variable(self, name: str, at: int | None = None) -> Variable:
        """Return a variable of the event that conditions can read.

        Raises:
            NotConvertible: there is none of this name, or of a kind that payments can bring.
        """
        known = self.variables.get(name)
        if known is None:
            raise NotConvertible(f"${name} is not among the variables, so its type and its default are not known", at)
        if known.source not in (EVENT, MODEL_SCORE):
            raise NotConvertible(f"${name} is the output of an external model, which has no counterpart", at)
        if folded_key(name) in CARD_NUMBER_KEYS | SENSITIVE_KEYS:
            raise NotConvertible(f"${name} is named as card data, which no request may bring: send a token of it", at)
        return known

    def read(self, name: str, at: int | None = None) -> Read:
        """Return what a condition reads for a variable.

        Raises:
            NotConvertible: nothing can be read for it.
        """
        known = self.variable(name, at)
        if known.data_type == "DATETIME":
            raise NotConvertible(f"${name} is a DATETIME, which conditions cannot compare", at)
        if known.data_type not in KINDS:
            raise NotConvertible(f"${name} is of the type {known.data_type}, which is not known", at)
        return Read(metadata(name), KINDS[known.data_type], optional=True)

    def default(self, name: str) -> Constant | None:
        """Return the default of a variable in its type; None if it has none that can be read."""
        known = self.variables[name]
        value = None if known.default is None else typed_value(known.default, known.data_type)
        if value is None or known.data_type not in KINDS:
            return None
        return Constant(comparable(value) if isinstance(value, str) else value, KINDS[known.data_type])

    def defaults(self) -> Defaults:
        """Return what is read where a variable is absent."""
        values = {metadata(name): value for name in self.variables if (value := self.default(name))}
        return Defaults(values, {f"{kind}.lists": self._listed(name) for name, kind in self.kinds.items()})

    def _listed(self, name: str) -> Listed:
        known = self.variables[name]
        value = None if known.default is None else typed_value(known.default, known.data_type)
        written = None if value is None else str(value)
        holding = frozenset(comparable(each.name) for each in self.lists.values() if written in each.texts)
        return Listed(metadata(name), known.data_type == "STRING", holding)


def metadata(name: str) -> str:
    """Return the name by which conditions read a variable."""
    return f"{METADATA}.{name}"
