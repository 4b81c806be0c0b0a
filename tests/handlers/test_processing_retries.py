"""Processing under Lambda's retries: an invalid record goes to the queue once, and none is lost."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.streams.record import StreamRecord
from emulator.streams.response import InvocationResult, Response
from handlers.aws.dead_letter_queue import DeadLetterSender
from handlers.aws.scoring_function import ScoringFunction
from tests.emulator.streams.scripted import ARRIVED, BISECTING, Journal, run_delivery
from tests.handlers.functions import FakeLambdaContext, FunctionLogs, import_handler
from tests.handlers.processing_on_aws import KEEP_FOREVER, insert_record

OUT = EndpointConnectionError(endpoint_url="https://out.us-east-1.amazonaws.com")
POISON: dict[str, Any] = {"amount": {"S": "x"}}
MAPPING = replace(BISECTING, maximum_retry_attempts=5)


class Killed(Exception):
    """Raised when the function is killed in the middle of a call."""


@dataclass
class FailingAws:
    """AWS as Processing uses it: each call goes by the script, and succeeds when the script is over."""

    script: Iterator[str]
    invoked: Counter[str] = field(default_factory=Counter)
    queued: Counter[str] = field(default_factory=Counter)

    def invoke(self, *, Payload: bytes, **_: Any) -> None:  # noqa: N803 -- boto3's name
        self._call(self.invoked, [each["transaction_id"] for each in json.loads(Payload)["transactions"]])

    def send_message(self, *, MessageBody: str, **_: Any) -> None:  # noqa: N803 -- boto3's name
        image = json.loads(MessageBody)["record"]["dynamodb"]["NewImage"]
        self._call(self.queued, [image["transaction_id"]["S"]])

    def _call(self, done: Counter[str], identities: Sequence[str]) -> None:
        step = next(self.script, "well")
        if step == "out":
            raise OUT
        if step != "killed before":
            done.update(identities)
        if step.startswith("killed"):
            raise Killed


@pytest.fixture
def processing(logs: FunctionLogs) -> Iterator[Any]:
    environment = {"FRAUD_SCORER_FUNCTION": "s", "DLQ_URL": "q", "SCORE_RETENTION_DAYS": KEEP_FOREVER}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setattr("handlers.contract.score_request.pack.__defaults__", (400,))  # three transactions to a payload
        with import_handler("processing", environment, logs) as module:
            yield module


def lambda_runs(module: Any, kinds: Sequence[str], script: Sequence[str]) -> tuple[FailingAws, Journal]:
    """Deliver a shard of such records as Lambda does; return the calls and the deliveries."""
    aws: Any = FailingAws(iter(script))
    module.scorer, module.dead_letters = ScoringFunction(aws, "s"), DeadLetterSender(aws, "q")
    shard = []
    for number, kind in enumerate(kinds, 1):
        event = insert_record(number, **(POISON if kind == "poison" else {}))
        if kind == "claim":
            event["dynamodb"]["NewImage"] = {"claimed_timestamp": {"N": "7"}}
        shard.append(StreamRecord(sequence_number=f"{number:021d}", arrived=ARRIVED, event=event | {"number": number}))

    def invoke(records: Sequence[StreamRecord]) -> InvocationResult:
        try:
            answer = module.handler({"Records": [each.event for each in records]}, FakeLambdaContext())
        except Killed:
            return Response(request_id="r", payload=None, function_error="Unhandled")
        return Response(request_id="r", payload=answer)

    return aws, run_delivery(shard, MAPPING, invoke)


KINDS = st.lists(st.sampled_from(["transaction", "transaction", "poison", "claim"]), min_size=1, max_size=14)


def of(kinds: Sequence[str], kind: str) -> set[str]:
    return {f"tx-{number}" for number, each in enumerate(kinds, 1) if each == kind}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=KINDS, script=st.lists(st.sampled_from(["well", "out"]), max_size=40))
def test_whichever_service_fails_a_poison_record_is_in_the_queue_once_or_in_one_failed_range(
    processing: Any, kinds: list[str], script: list[str]
) -> None:
    aws, journal = lambda_runs(processing, kinds, script)

    given_up = {f"tx-{number}" for numbers in journal.discarded for number in numbers}
    poison = of(kinds, "poison")
    assert aws.queued == Counter(poison - given_up)
    assert of(kinds, "transaction") <= set(aws.invoked) | given_up
    assert not poison & set(aws.invoked)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=KINDS, script=st.lists(st.sampled_from(["well", "out", "killed before", "killed after"]), max_size=40))
def test_wherever_it_is_killed_nothing_is_lost(processing: Any, kinds: list[str], script: list[str]) -> None:
    aws, journal = lambda_runs(processing, kinds, script)

    given_up = {f"tx-{number}" for numbers in journal.discarded for number in numbers}
    assert of(kinds, "poison") <= set(aws.queued) | given_up
    assert of(kinds, "transaction") <= set(aws.invoked) | given_up


def test_a_poison_record_among_transactions_that_lambda_does_not_take_is_in_their_range_only(processing: Any) -> None:
    kinds = ["transaction"] * 3 + ["poison"] + ["transaction"] * 4

    aws, journal = lambda_runs(processing, kinds, ["out"] * 100)

    assert journal.discarded == [[1, 2, 3, 4, 5, 6, 7, 8]]
    assert not aws.queued


def test_a_poison_record_before_transactions_that_lambda_does_not_take_is_queued_at_the_first_attempt(
    processing: Any, logs: FunctionLogs
) -> None:
    aws, journal = lambda_runs(processing, ["poison", "claim", "transaction", "poison"], ["out", "well", *["out"] * 99])

    assert journal.invoked[:2] == [[1, 2, 3, 4], [3, 4]]
    assert journal.discarded == [[3, 4]]
    assert aws.queued == {"tx-1": 1}
    assert [line["Poison"] for line in logs.lines() if "Poison" in line] == [1, *[0] * 6]


def test_lambda_retries_from_a_poison_record_that_the_queue_does_not_take(processing: Any) -> None:
    kinds = ["poison", "transaction", "poison", "poison"]

    aws, journal = lambda_runs(processing, kinds, ["well", "well", "out"])

    assert journal.invoked == [[1, 2, 3, 4], [3, 4]]
    assert aws.queued == {"tx-1": 1, "tx-3": 1, "tx-4": 1}
    assert aws.invoked == {"tx-2": 1}
