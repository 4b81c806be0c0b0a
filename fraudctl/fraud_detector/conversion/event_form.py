"""The form of a detector's events, as payments of ours have them; and with its rules, as the strategy's part."""

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from fraudctl.fraud_detector.conversion.models import models_of
from fraudctl.fraud_detector.detector import EVENT, Detector, Rule, Variable
from handlers.contract.card_keys import CARD_NUMBER_KEYS, SENSITIVE_KEYS, folded_key

_FRAUD, _LEGITIMATE = ("fraud", "1", "true", "yes"), ("legit", "legitimate", "0", "false", "no")


def part_of_detector(detector: Detector, codes: Mapping[str, Rule], *, room: int) -> dict[str, Any]:
    """Return the part of the strategy's document by which the endpoint answers; empty where no version is known.

    Args:
        detector: What is converted.
        codes: Its rules that have a condition, by their codes.
        room: Bytes for the texts of rules, the first ones; those that come after have none.
    """
    if detector.version is None or detector.event_type is None or not detector.entity_types:
        return {}
    variables, models = event_variables(detector), models_of(detector)
    texts = _within(room, codes)
    return {
        "detector": detector.id,
        "versions": [detector.version],
        "event_type": detector.event_type,
        "entity_types": list(detector.entity_types),
        "variables": {
            each.name: {"type": each.data_type, **({} if each.default is None else {"default": each.default})}
            for each in variables
        },
        "fields": fields_of(variables),
        "labels": labels_of(detector),
        "rules": {
            code: {
                "id": rule.id,
                "version": rule.version,
                "outcomes": list(rule.outcomes),
                **({"expression": rule.expression} if code in texts else {}),
            }
            for code, rule in codes.items()
        },
        **({"models": models} if models else {}),
    }


def _within(room: int, codes: Mapping[str, Rule]) -> frozenset[str]:
    """Return the codes of the first rules whose texts take at most so many bytes together."""
    sizes = accumulate(len(rule.expression.encode()) for rule in codes.values())
    return frozenset(code for code, size in zip(codes, sizes, strict=True) if size <= room)


def event_variables(detector: Detector) -> list[Variable]:
    """Return the variables that an event brings and a payment may."""
    named = [detector.variables[name] for name in detector.event_variables if name in detector.variables]
    return [each for each in named if each.source == EVENT and not is_card_data(each.name)]


def is_card_data(name: str) -> bool:
    """Return whether a variable is named as card data, which no request may bring."""
    return folded_key(name) in CARD_NUMBER_KEYS | SENSITIVE_KEYS


def labels_of(detector: Detector) -> dict[str, list[str]]:
    """Return the labels that mean fraud, and those that mean that there was none: as a model had them, else by name."""
    if detector.label_mapper:
        fraud, legitimate = (detector.label_mapper.get(name, ()) for name in ("FRAUD", "LEGIT"))
    else:
        fraud, legitimate = (
            tuple(each for each in detector.labels if each.lower() in words) for words in (_FRAUD, _LEGITIMATE)
        )
    return {"fraud": list(fraud), "legitimate": list(legitimate)}


def fields_of(variables: list[Variable]) -> dict[str, str]:
    """Return the fields of a payment for which one variable alone stands, by the type that the service had for it."""
    prices = [
        each.name for each in variables if each.variable_type == "PRICE" and each.data_type in ("FLOAT", "INTEGER")
    ]
    currencies = [each.name for each in variables if each.variable_type == "CURRENCY_CODE"]
    merchants = [each.name for each in variables if each.name == "merchant" and each.data_type == "STRING"]
    found = {"amount": prices, "currency": currencies, "merchant": merchants}
    return {name: columns[0] for name, columns in found.items() if len(columns) == 1}
