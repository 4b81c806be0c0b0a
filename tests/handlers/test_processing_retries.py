"""Processing under Lambda's retries: a poison record is set aside once, and nothing is done with what comes again."""

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
from handlers.aws.dead_letter_queue import DeadLetterQueue
from handlers.aws.scoring_function import ScoringFunction
from tests.emulator.streams.scripted import ARRIVED, BISECTING, Journal, run_delivery
from tests.handlers.functions import Context, Logs, imported
from tests.handlers.test_processing import EVER, arrival

OUT = EndpointConnectionError(endpoint_url="https://out.us-east-1.amazonaws.com")
POISON: dict[str, Any] = {"amount": {"S": "x"}}
MAPPING = replace(BISECTING, maximum_retry_attempts=5)


class Killed(Exception):
    """Raised where the function ends in the middle of a call."""


@dataclass
class Trouble:
    """AWS as Processing sees it: call after call goes by the script, and well once that is over."""

    script: Iterator[str]
    handed_over: Counter[str] = field(default_factory=Counter)
    set_aside: Counter[str] = field(default_factory=Counter)

    def invoke(self, *, Payload: bytes, **_: Any) -> None:  # noqa: N803 -- boto3's name
        self._call(self.handed_over, [each["transaction_id"] for each in json.loads(Payload)["transactions"]])

    def send_message(self, *, MessageBody: str, **_: Any) -> None:  # noqa: N803 -- boto3's name
        image = json.loads(MessageBody)["record"]["dynamodb"]["NewImage"]
        self._call(self.set_aside, [image["transaction_id"]["S"]])

    def _call(self, done: Counter[str], identities: Sequence[str]) -> None:
        fate = next(self.script, "well")
        if fate == "out":
            raise OUT
        if fate != "killed before":
            done.update(identities)
        if fate.startswith("killed"):
            raise Killed


@pytest.fixture
def processing(logs: Logs) -> Iterator[Any]:
    environment = {"FRAUD_SCORER_FUNCTION": "s", "DLQ_URL": "q", "SCORE_RETENTION_DAYS": EVER}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setattr("handlers.contract.score_request.pack.__defaults__", (400,))  # three transactions to a payload
        with imported("processing", environment, logs) as module:
            yield module


def lambda_runs(module: Any, kinds: Sequence[str], fates: Sequence[str]) -> tuple[Trouble, Journal]:
    """What becomes of a shard of such records, delivered as Lambda does."""
    aws: Any = Trouble(iter(fates))
    module.scorer, module.dead_letters = ScoringFunction(aws, "s"), DeadLetterQueue(aws, "q")
    shard = []
    for number, kind in enumerate(kinds, 1):
        event = arrival(number, **(POISON if kind == "poison" else {}))
        if kind == "claim":
            event["dynamodb"]["NewImage"] = {"claimed_timestamp": {"N": "7"}}
        shard.append(StreamRecord(sequence_number=f"{number:021d}", arrived=ARRIVED, event=event | {"number": number}))

    def invoke(records: Sequence[StreamRecord]) -> InvocationResult:
        try:
            answer = module.handler({"Records": [each.event for each in records]}, Context())
        except Killed:
            return Response(request_id="r", payload=None, function_error="Unhandled")
        return Response(request_id="r", payload=answer)

    return aws, run_delivery(shard, MAPPING, invoke)


KINDS = st.lists(st.sampled_from(["transaction", "transaction", "poison", "claim"]), min_size=1, max_size=14)


def of(kinds: Sequence[str], kind: str) -> set[str]:
    return {f"tx-{number}" for number, each in enumerate(kinds, 1) if each == kind}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=KINDS, fates=st.lists(st.sampled_from(["well", "out"]), max_size=40))
def test_whatever_is_out_a_poison_record_is_set_aside_once_or_lies_in_one_failed_range(
    processing: Any, kinds: list[str], fates: list[str]
) -> None:
    aws, journal = lambda_runs(processing, kinds, fates)

    given_up = {f"tx-{number}" for numbers in journal.discarded for number in numbers}
    poison = of(kinds, "poison")
    assert aws.set_aside == Counter(poison - given_up)
    assert of(kinds, "transaction") <= set(aws.handed_over) | given_up
    assert not poison & set(aws.handed_over)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=KINDS, fates=st.lists(st.sampled_from(["well", "out", "killed before", "killed after"]), max_size=40))
def test_wherever_it_is_killed_nothing_is_lost(processing: Any, kinds: list[str], fates: list[str]) -> None:
    aws, journal = lambda_runs(processing, kinds, fates)

    given_up = {f"tx-{number}" for numbers in journal.discarded for number in numbers}
    assert of(kinds, "poison") <= set(aws.set_aside) | given_up
    assert of(kinds, "transaction") <= set(aws.handed_over) | given_up


def test_poison_amid_transactions_that_lambda_does_not_take_is_in_their_range_and_nowhere_else(processing: Any) -> None:
    kinds = ["transaction"] * 3 + ["poison"] + ["transaction"] * 4

    aws, journal = lambda_runs(processing, kinds, ["out"] * 100)

    assert journal.discarded == [[1, 2, 3, 4, 5, 6, 7, 8]]
    assert not aws.set_aside


def test_poison_before_transactions_that_lambda_does_not_take_leaves_with_the_first_attempt(
    processing: Any, logs: Logs
) -> None:
    aws, journal = lambda_runs(processing, ["poison", "claim", "transaction", "poison"], ["out", "well", *["out"] * 99])

    assert journal.invoked[:2] == [[1, 2, 3, 4], [3, 4]]
    assert journal.discarded == [[3, 4]]
    assert aws.set_aside == {"tx-1": 1}
    assert [line["Poison"] for line in logs.lines() if "Poison" in line] == [1, *[0] * 6]


def test_poison_that_the_queue_does_not_take_is_where_lambda_begins_again(processing: Any) -> None:
    kinds = ["poison", "transaction", "poison", "poison"]

    aws, journal = lambda_runs(processing, kinds, ["well", "well", "out"])

    assert journal.invoked == [[1, 2, 3, 4], [3, 4]]
    assert aws.set_aside == {"tx-1": 1, "tx-3": 1, "tx-4": 1}
    assert aws.handed_over == {"tx-2": 1}
