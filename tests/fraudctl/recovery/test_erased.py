"""Redrive brings back nothing of somebody who was erased since it was received, and nothing without knowing."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from fraudctl.recovery.erasures import PROFILES, stack_erasures
from fraudctl.recovery.errors import Retryable
from fraudctl.recovery.fallback_messages import FallbackMessageHandler
from fraudctl.stacks.target import Target
from handlers.decision.erasure import ERASURES, NO_ERASURES
from tests.fraudctl.recovery.scripted_aws import ScriptedFunction
from tests.handlers.marked_entities import marked, marks_attributes
from tests.handlers.profiles_table import TABLE, AwsOperation, AwsRequest, AwsResponse, ProfilesTable

REQUEST = {"transaction_id": "tx-1", "amount": 1, "customer_id": "C-1"}
MOMENT = 1_795_350_600_000


@dataclass(frozen=True, kw_only=True)
class StackOfMarks(Target):
    """A stack of which nothing but the marks can be read."""

    table: ProfilesTable = field(default_factory=ProfilesTable)

    def client(self, service: str, **_: Any) -> Any:
        assert service == "dynamodb"
        return self.table.client


def stack(*customers: str, **exports: str) -> StackOfMarks:
    made = StackOfMarks(stack="test", region="us-east-1", exports=exports or {PROFILES: TABLE})
    if customers:
        made.table.put(ERASURES, **marks_attributes(marked(MOMENT, *customers)))
    return made


@pytest.mark.parametrize(("received", "stored"), [(MOMENT - 1, 0), (MOMENT, 1)])
@pytest.mark.parametrize("decision", [{}, {"decision": "AQ=="}])
def test_a_fallback_message_from_before_is_done_without_being_stored(
    received: int, stored: int, decision: dict[str, str]
) -> None:
    function = ScriptedFunction(lambda _: {"statusCode": 200, "body": "{}"})
    handler = FallbackMessageHandler(function.client, lambda: function.client, lambda: stack_erasures(stack("C-1")))
    letter = json.dumps({"request": REQUEST, "received": received, "trace_id": None, **decision})

    assert handler(letter)() == stored
    assert len(function.invoked) == stored


def test_without_marks_nothing_is_dropped() -> None:
    assert stack_erasures(stack()) == NO_ERASURES
    assert stack_erasures(stack(transactions_table_name="of an older release")) == NO_ERASURES


def test_marks_that_cannot_be_read_keep_every_message_in_its_queue() -> None:
    def time_out(_: AwsRequest, __: AwsOperation) -> AwsResponse:
        raise ReadTimeoutError(endpoint_url="https://nowhere")

    out = stack("C-1")
    out.table.reads = time_out
    with pytest.raises(Retryable, match="marks of erasures"):
        stack_erasures(out)
    damaged = stack()
    damaged.table.put(ERASURES, marks={"S": "by hand"})
    with pytest.raises(Retryable, match="damaged"):
        stack_erasures(damaged)
