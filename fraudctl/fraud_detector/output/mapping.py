"""The mapping of a detector's events onto payments: where each column goes, and in which type."""

from typing import Any

from fraudctl.fraud_detector.conversion.strategy import Conversion
from fraudctl.fraud_detector.detector import EVENT, Detector, Variable
from handlers.contract.card_keys import CARD_NUMBER_KEYS, SENSITIVE_KEYS, folded_key

OF_EVENT = {
    "transaction_id": "EVENT_ID",
    "timestamp": "EVENT_TIMESTAMP",
    "customer_id": "ENTITY_ID",
    "label": "EVENT_LABEL",
    "label_received": "LABEL_TIMESTAMP",
}
"""Fields of a payment by the columns that every file of events has, or may have."""

_FRAUD, _LEGITIMATE = ("fraud", "1", "true", "yes"), ("legit", "legitimate", "0", "false", "no")


def mapping_of(conversion: Conversion) -> dict[str, Any]:
    """Return the mapping, for a program."""
    detector = conversion.detector
    variables = event_variables(detector)
    return {
        "detector": detector.id,
        "event_type": detector.event_type,
        "entity_types": list(detector.entity_types),
        "columns": {
            **OF_EVENT,
            **_of_payment(variables),
            **{f"metadata.{each.name}": each.name for each in variables},
        },
        "variables": {each.name: {"type": each.data_type, "default": each.default} for each in variables},
        "left_out": [each for each in detector.event_variables if is_card_data(each)],
        "labels": labels_of(detector),
        "rules": {each.rule.id: conversion.codes[each.rule.id] for each in conversion.rules if each.condition},
    }


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


def _of_payment(variables: list[Variable]) -> dict[str, str]:
    """Return the fields of a payment for which one variable alone stands, by the type that the service had for it."""
    prices = [
        each.name for each in variables if each.variable_type == "PRICE" and each.data_type in ("FLOAT", "INTEGER")
    ]
    currencies = [each.name for each in variables if each.variable_type == "CURRENCY_CODE"]
    merchants = [each.name for each in variables if each.name == "merchant" and each.data_type == "STRING"]
    found = {"amount": prices, "currency": currencies, "merchant": merchants}
    return {name: columns[0] for name, columns in found.items() if len(columns) == 1}
