"""Any request to the API is stored as sent or refused, and never causes a failure or a leak."""

import contextlib
import itertools
import os
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from emulator.clients import Clients
from emulator.emulator import Emulator
from fraudctl.stacks.local_stack import LocalStack
from tests.fuzzing.bodies import bodies
from tests.fuzzing.field_rules import ALLOWED, FORBIDDEN, Number
from tests.fuzzing.oracle import decoded_value
from tests.fuzzing.traces import line_fields, log_lines, transaction_rows
from tests.fuzzing.values import DIGITS, MARK
from tests.fuzzing.volley import JSON, Shot, fire
from tests.pipeline.stack_calls import messages
from tests.pipeline.unpolled_stack import deploy_unpolled

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "2000"))
SEED = 20_261_122
OTHER_TYPES = ("text/plain", "application/x-www-form-urlencoded", "application/octet-stream", "image/png", "nonsense")
REFUSALS = {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
OF_EXCEPTIONS = ("Traceback", "Exception", "Error:", "error_type", ".py", "botocore", "errorMessage", "stackTrace")
DEFAULTS: dict[str, Any] = {"amount": Number("0"), "merchant": "unknown"}
OF_OURS = {"timestamp", "created_at", "trace_id"}


def shots() -> Iterator[Shot]:
    numbers = itertools.count()

    def identity() -> str:
        return f"tx-{next(numbers)}"

    mega = b'{"transaction_id":"mega","merchant":"' + MARK.encode() * 100_000 + b'"}'
    odd = (
        b"",
        b" ",
        mega,
        b" " * 65_536,
        b'{"transaction_id":"padded"}'.ljust(65_536),
        bytes(range(256)),
        b"\xff\xfe{",
    )
    yield from (Shot(body, JSON) for body in odd)
    yield from (Shot(b'{"transaction_id":"other-type"}', each) for each in OTHER_TYPES)
    yield from (Shot(body, each) for body in odd for each in OTHER_TYPES if body is not mega)
    yield from (Shot(body, JSON) for body in bodies(SEED, identity))


@pytest.fixture(scope="module")
def fuzz_stack(emulator: Emulator) -> LocalStack:
    return deploy_unpolled(emulator, {"suffix": "fuzz"})


@pytest.fixture(scope="module")
def answered_shots(fuzz_stack: LocalStack) -> list[Shot]:
    return list(fire(fuzz_stack.target, itertools.islice(shots(), REQUESTS)))


def test_no_request_makes_the_api_fail(answered_shots: list[Shot]) -> None:
    unforeseen = [shot for shot in answered_shots if shot.status not in {HTTPStatus.OK, HTTPStatus.CONFLICT, *REFUSALS}]
    assert unforeseen == []
    assert len(answered_shots) == REQUESTS


def test_what_the_contract_allows_is_taken_and_what_it_forbids_is_not(answered_shots: list[Shot]) -> None:
    for shot in answered_shots:
        if shot.new_ruling.ruling == ALLOWED:  # an id may come twice, with other content
            assert shot.status in {HTTPStatus.OK, HTTPStatus.CONFLICT}, shot
        if shot.new_ruling.ruling == FORBIDDEN:
            assert shot.status in REFUSALS, shot
    assert sum(shot.status == HTTPStatus.OK for shot in answered_shots) > REQUESTS // 5
    assert sum(shot.status == HTTPStatus.CONFLICT for shot in answered_shots) < REQUESTS // 50


def test_what_was_accepted_is_stored_as_sent_and_nothing_else(
    fuzz_stack: LocalStack, answered_shots: list[Shot]
) -> None:
    accepted: dict[str, dict[str, Any]] = {}
    for shot in answered_shots:
        if shot.status == HTTPStatus.OK:
            sent = shot.ruling.fields
            assert shot.said["transaction_id"] == sent["transaction_id"]
            accepted.setdefault(sent["transaction_id"], {**DEFAULTS, **sent})
    kept_rows = transaction_rows(fuzz_stack)
    stored = {row["transaction_id"]: row for row in kept_rows if "created_at" in row}

    assert {row["transaction_id"] for row in kept_rows} == set(accepted)  # claims of ids among them
    assert set(stored) == set(accepted)
    for name, sent in accepted.items():
        kept = {field: value for field, value in stored[name].items() if field not in OF_OURS}
        assert kept == {field: decoded_value(value) for field, value in sent.items() if field not in OF_OURS}
        if "timestamp" in sent:
            assert stored[name]["timestamp"] == decoded_value(sent["timestamp"])
    assert messages(fuzz_stack, "ingestion_queue_url") == []


def test_an_answer_tells_nothing_of_a_payload_or_of_an_exception(answered_shots: list[Shot]) -> None:
    for shot in answered_shots:
        said = shot.said
        assert not any(word in shot.answer.decode() for word in OF_EXCEPTIONS), shot
        if shot.status in REFUSALS:
            assert list(said) == ["error"], shot
            assert len(said["error"]) < 1000, shot
            assert DIGITS not in said["error"], shot
            if MARK in said["error"]:  # only as the name of a field that there is not, or that stands there twice
                assert said["error"].partition(": ")[0].strip("'\"") == MARK, shot


def test_no_log_line_holds_a_payload(fuzz_stack: LocalStack, emulator: Emulator, answered_shots: list[Shot]) -> None:
    group = f"/aws/lambda/{fuzz_stack.target.exports['ingestion_function_name']}"
    with contextlib.closing(Clients(emulator.endpoint, fuzz_stack.deployment.region)) as clients:
        lines = log_lines(clients, group)

    stored = {line["transaction_id"] for line in map(line_fields, lines) if line.get("message") == "stored"}
    assert stored == {shot.said["transaction_id"] for shot in answered_shots if shot.status == HTTPStatus.OK}
    assert [line for line in lines if MARK in line or DIGITS in line or "Traceback" in line] == []
