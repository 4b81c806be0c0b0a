"""A request about a review is taken as it was meant, or refused with the field and the rule; the gateway agrees."""

import json
from typing import Any

import pytest

from handlers.contract.errors import Refused, TooLarge
from handlers.contract.review_request import LARGEST_REVIEW_BODY, decode_review_request, review_request_schema
from tests.handlers.contract.schema import accepts

ANN = "arn:aws:sts::123456789012:assumed-role/analysts/ann"
CLAIM = {"transaction_id": "tx-1", "action": "claim"}
DECIDE = {"transaction_id": "tx-1", "action": "decide", "outcome": "decline"}
SPACED = "printable characters, single spaces only between them"


def refusal(fields: dict[str, Any], caller: str | None = ANN) -> str:
    with pytest.raises(Refused) as caught:
        decode_review_request(json.dumps(fields).encode(), caller)
    return str(caught.value)


@pytest.mark.parametrize("transaction_id", ["tx-1", "a/b", "50%25 off", "ключ", "x" * 256])
@pytest.mark.parametrize("action", ["claim", "release"])
def test_who_signed_the_request_is_who_asks(transaction_id: str, action: str) -> None:
    body = json.dumps({"transaction_id": transaction_id, "action": action}).encode()

    request = decode_review_request(body, ANN)

    assert (request.transaction_id, request.action, request.by) == (transaction_id, action, ANN)


def test_an_unsigned_request_says_by_itself_who_asks() -> None:
    assert decode_review_request(json.dumps(CLAIM | {"by": "ann"}).encode(), None).by == "ann"
    assert refusal(CLAIM, caller=None) == f"by: is required, 1 to 256 {SPACED}"


def test_a_signed_request_cannot_name_somebody_else() -> None:
    assert refusal(CLAIM | {"by": "bob"}) == "by: must be left out: a signed request says by itself who asks"


def test_a_decision_carries_its_outcome_and_what_else_was_found() -> None:
    body = json.dumps(DECIDE | {"label": "fraud", "note": "called the customer"}).encode()

    request = decode_review_request(body, ANN)

    assert (request.outcome, request.label, request.note) == ("decline", "fraud", "called the customer")


@pytest.mark.parametrize("identity", ["", "x" * 257, 7])
def test_an_id_that_is_none_is_refused_as_the_id(identity: object) -> None:
    assert refusal(CLAIM | {"transaction_id": identity}).startswith("transaction_id: must be ")


def test_a_null_counts_as_left_out() -> None:
    nulls = {"outcome": None, "label": None, "note": None, "by": None}

    assert decode_review_request(json.dumps(nulls | CLAIM).encode(), ANN) == decode_review_request(
        json.dumps(CLAIM).encode(), ANN
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"action": "claim"}, f"transaction_id: is required, 1 to 256 {SPACED}"),
        ({"transaction_id": "tx-1"}, "action: is required, claim, release or decide"),
        (CLAIM | {"transaction_id": ""}, f"transaction_id: must be 1 to 256 {SPACED}"),
        (CLAIM | {"transaction_id": "x" * 257}, f"transaction_id: must be 1 to 256 {SPACED}"),
        (CLAIM | {"transaction_id": 7}, f"transaction_id: must be 1 to 256 {SPACED}"),
        (CLAIM | {"action": "take"}, "action: must be claim, release or decide"),
        (CLAIM | {"action": ["claim"]}, "action: must be claim, release or decide"),
        (DECIDE | {"outcome": "review"}, "outcome: must be approve or decline"),
        (CLAIM | {"action": "decide"}, "outcome: is required, approve or decline"),
        (DECIDE | {"label": "suspicious"}, "label: must be fraud or legitimate"),
        (DECIDE | {"note": "x" * 1025}, "note: must be at most 1024 characters"),
        (DECIDE | {"note": "\ud800"}, "note: must be valid Unicode, without lone surrogates"),
        (CLAIM | {"outcome": "approve"}, "outcome: is for the action decide only"),
        (CLAIM | {"label": "fraud"}, "label: is for the action decide only"),
        (CLAIM | {"action": "release", "note": "n"}, "note: is for the action decide only"),
        (CLAIM | {"who": "ann"}, "who: is not a field of a review's request"),
    ],
)
def test_a_field_that_breaks_its_rule_is_refused_by_name(fields: dict[str, Any], said: str) -> None:
    assert refusal(fields) == said


@pytest.mark.parametrize("by", ["", "x" * 257, 7, "ann\n", "\u202eann"])
def test_an_unsigned_name_that_nobody_could_read_is_refused(by: object) -> None:
    assert refusal(CLAIM | {"by": by}, caller=None) == f"by: must be 1 to 256 {SPACED}"


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b"null", b'"claim"', b"\xff"])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match=r"^body: must be a JSON object in UTF-8$"):
        decode_review_request(body, ANN)


def test_a_name_that_is_given_twice_is_refused() -> None:
    with pytest.raises(Refused, match="action: must not be given twice"):
        decode_review_request(b'{"transaction_id": "tx-1", "action": "claim", "action": "release"}', ANN)


def test_a_body_is_refused_by_its_size_before_it_is_read() -> None:
    with pytest.raises(TooLarge):
        decode_review_request(b" " * LARGEST_REVIEW_BODY + b"{}", ANN)


def test_the_largest_request_that_keeps_every_rule_fits_in_a_body() -> None:
    full = {"transaction_id": "\U0001f98a" * 256, "note": "\U0001f98a" * 1024, "by": "\U0001f98a" * 256}

    decode_review_request(json.dumps(DECIDE | {"label": "fraud"} | full).encode(), None)


@pytest.mark.parametrize(
    ("fields", "accepted"),
    [
        (CLAIM, True),
        (CLAIM | {"outcome": None, "note": None, "label": None, "by": None}, True),
        (DECIDE | {"label": "legitimate", "note": "n", "by": "ann"}, True),
        (CLAIM | {"action": "take"}, False),
        (DECIDE | {"outcome": "review"}, False),
        (DECIDE | {"note": "x" * 1025}, False),
        ({"action": "claim"}, False),
        (CLAIM | {"who": "ann"}, False),
    ],
)
def test_the_gateway_s_model_lets_in_what_may_be_taken(fields: dict[str, Any], accepted: bool) -> None:  # noqa: FBT001 -- a parameter
    assert accepts(review_request_schema(), fields) is accepted
