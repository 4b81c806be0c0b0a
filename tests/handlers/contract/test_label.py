"""Labels are taken as they were meant, or refused with the field and the rule; the gateway sees the list alone."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from handlers.contract.batch import MAX_TRANSACTIONS, batch_schema
from handlers.contract.errors import Refused, TooLarge
from handlers.contract.label import (
    AHEAD,
    LARGEST_LABELS_BODY,
    LONGEST_NOTE,
    MAX_LABELS,
    convert_label,
    decode_labels,
    labels_schema,
)

NOW = 1_795_400_000_000
LABEL = {"transaction_id": "tx-1", "label": "fraud", "source": "analyst", "at": NOW}


def refusal(**fields: Any) -> str:
    with pytest.raises(Refused) as refused:
        convert_label({**LABEL, **fields}, now=NOW)
    return refused.value.field


def test_a_body_may_have_two_mebibytes_and_not_a_byte_more() -> None:
    body = json.dumps({"labels": [LABEL]}).encode()
    largest = body.ljust(LARGEST_LABELS_BODY)

    assert LARGEST_LABELS_BODY == 2_097_152
    assert decode_labels(largest, now=NOW) == decode_labels(body, now=NOW)
    with pytest.raises(TooLarge, match="body: must be at most 2097152 bytes"):
        decode_labels(largest + b" ", now=NOW)


@pytest.mark.parametrize("fields", [{"transaction_id": "\ud800"}, {"note": "a\udfff"}], ids=["transaction_id", "note"])
def test_text_with_half_a_character_is_refused_by_its_field(fields: dict[str, str]) -> None:
    assert [refusal(**fields)] == list(fields)


def test_a_field_that_no_label_has_is_named_and_not_logged() -> None:
    with pytest.raises(Refused, match=r"^colour: is not a field of a label$") as refused:
        convert_label({**LABEL, "colour": "red"}, now=NOW)
    assert refused.value.reason == "is not a field of a label"


def test_a_label_may_be_five_minutes_ahead_of_our_clock_and_no_more() -> None:
    assert AHEAD == 300_000
    assert convert_label({**LABEL, "at": NOW + 300_000}, now=NOW).at == NOW + 300_000
    assert refusal(at=NOW + 300_001) == "at"


def test_whole_numbers_and_notes_are_taken_to_their_limits() -> None:
    assert convert_label({**LABEL, "at": Decimal("1.7954E12")}, now=NOW).at == NOW
    assert refusal(at=Decimal("1.5")) == "at"
    assert convert_label({**LABEL, "note": "x" * LONGEST_NOTE}, now=NOW).label == "fraud"
    assert refusal(note="x" * (LONGEST_NOTE + 1)) == "note"


@pytest.mark.parametrize(
    ("schema_of", "field", "most"),
    [(labels_schema, "labels", MAX_LABELS), (batch_schema, "transactions", MAX_TRANSACTIONS)],
)
def test_the_gateway_takes_a_list_of_whatever_values_and_nothing_else(
    schema_of: Callable[[], dict[str, Any]], field: str, most: int
) -> None:
    schema = schema_of()
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    assert schema["type"] == "object"
    assert schema["required"] == [field]
    assert schema["additionalProperties"] is False
    ((name, values),) = schema["properties"].items()
    assert (name, values["type"], values["minItems"], values["maxItems"]) == (field, "array", 1, most)
    assert str(most) in values["description"]
