"""Simulated requests keep the contract, by its literal rules and not by the decoder."""

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from simulation import LabelledTransaction

ALLOWED = {
    "transaction_id",
    "amount",
    "merchant",
    "timestamp",
    "customer_id",
    "terminal_id",
    "currency",
    "metadata",
}


def requests(run: Sequence[LabelledTransaction]) -> list[dict[str, Any]]:
    return [json.loads(transaction.request(), parse_float=Decimal) for transaction in run]


def test_a_request_has_the_contracts_fields_and_no_other(long_run: Sequence[LabelledTransaction]) -> None:
    for request in requests(long_run):
        assert ALLOWED - {"metadata"} <= set(request) <= ALLOWED


def test_every_text_is_printable_and_within_its_length(long_run: Sequence[LabelledTransaction]) -> None:
    for request in requests(long_run):
        for field, longest in {"transaction_id": 256, "merchant": 256, "customer_id": 128, "terminal_id": 128}.items():
            assert 1 <= len(request[field]) <= longest
            assert request[field].isprintable()
        assert re.fullmatch("[A-Z]{3}", request["currency"])


def test_an_amount_is_a_positive_number_of_two_places_and_few_digits(long_run: Sequence[LabelledTransaction]) -> None:
    for transaction in long_run:
        assert re.search(rb'"amount":(0|[1-9]\d{0,35})\.\d\d,', transaction.request())
        assert transaction.amount > 0
        assert transaction.amount.as_tuple().exponent == -2


def test_metadata_comes_now_and_then_flat_and_small(long_run: Sequence[LabelledTransaction]) -> None:
    annotated = [request["metadata"] for request in requests(long_run) if "metadata" in request]

    assert 0.2 < len(annotated) / len(long_run) < 0.4
    for metadata in annotated:
        assert set(metadata) == {"channel", "country"}
        assert all(isinstance(value, str) for value in metadata.values())
        assert len(json.dumps(metadata)) <= 4096


def test_a_line_is_the_request_and_its_label_without_a_space_to_spare(long_run: Sequence[LabelledTransaction]) -> None:
    for transaction in long_run:
        line = transaction.line()
        assert line == transaction.request()[:-1] + f',"label":"{transaction.label}"}}\n'.encode()
        assert line.count(b"\n") == 1
        assert not re.search(rb'"[:,] | [:,]"', line)


def test_the_label_is_never_posted(long_run: Sequence[LabelledTransaction]) -> None:
    for transaction in long_run:
        assert b"label" not in transaction.request()
        assert transaction.label.encode() not in transaction.request()


def test_identifiers_are_unique_ulids_of_their_moment(long_run: Sequence[LabelledTransaction]) -> None:
    identifiers = [transaction.transaction_id for transaction in long_run]

    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", identifier) for identifier in identifiers)
    assert identifiers == sorted(identifiers)


def test_time_only_goes_forward(long_run: Sequence[LabelledTransaction]) -> None:
    moments = [transaction.timestamp for transaction in long_run]

    assert all(earlier < later for earlier, later in pairwise(moments))
