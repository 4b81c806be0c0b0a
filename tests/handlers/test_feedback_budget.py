"""No call is made for a label once the time of its request is over, and none that is not needed before."""

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.aws import labeller
from handlers.aws.concurrency import Budget
from tests.handlers.feedback_on_aws import FeedbackOnAws, fraud

CALLS = ["Query", "BatchGetItem", "GetItem", "BatchGetItem", "TransactWriteItems"]


@pytest.mark.parametrize("last", range(1, 6))
def test_no_further_call_is_made_once_the_time_of_a_request_is_over(
    feedback: FeedbackOnAws, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    """Each call may take six seconds more, and the function ends after ten."""
    feedback.store("tx-1")
    client, calls = feedback.module.dynamodb, list[str]()
    call = client._make_api_call  # noqa: SLF001 -- a hook on its client

    def called(operation: str, asked: Mapping[str, Any]) -> Any:
        calls.append(operation)
        return call(operation, asked)

    monkeypatch.setattr(labeller, "Budget", lambda seconds: Budget(seconds, clock=lambda: 60.0 * (len(calls) >= last)))
    monkeypatch.setattr(client, "_make_api_call", called)

    (result,) = feedback.label(fraud("tx-1"))

    assert result["status"] == ("stored" if last == len(CALLS) else "unavailable")
    assert calls == CALLS[:last]
