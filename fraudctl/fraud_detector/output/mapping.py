"""The mapping of a detector's events onto payments: where each column goes, and in which type."""

from typing import Any

from fraudctl.fraud_detector.conversion.event_form import event_variables, fields_of, is_card_data, labels_of
from fraudctl.fraud_detector.conversion.strategy import Conversion

OF_EVENT = {
    "transaction_id": "EVENT_ID",
    "timestamp": "EVENT_TIMESTAMP",
    "customer_id": "ENTITY_ID",
    "label": "EVENT_LABEL",
    "label_received": "LABEL_TIMESTAMP",
}
"""Fields of a payment by the columns that every file of events has, or may have."""


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
            **fields_of(variables),
            **{f"metadata.{each.name}": each.name for each in variables},
        },
        "variables": {each.name: {"type": each.data_type, "default": each.default} for each in variables},
        "left_out": [each for each in detector.event_variables if is_card_data(each)],
        "labels": labels_of(detector),
        "rules": {each.rule.id: conversion.codes[each.rule.id] for each in conversion.rules if each.condition},
    }
