"""Botocore clients whose calls go to an AWS in memory, each when the schedule says so."""

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from itertools import count
from typing import Any

from botocore.exceptions import ReadTimeoutError

from handlers.aws.clients import SESSION
from tests.dynamodb_rules.watch import WATCH
from tests.interleavings.actor import Conflicted, LostAnswer
from tests.interleavings.footprint import footprint
from tests.interleavings.memory_aws import AwsError, MemoryAws
from tests.interleavings.recordings import Request, present_invocation
from tests.interleavings.schedule import ScheduledRun

CONFLICTS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "PutItem": ("TransactionConflictException", {}),
    "UpdateItem": ("TransactionConflictException", {}),
    "TransactWriteItems": (
        "TransactionCanceledException",
        {"CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}]},
    ),
}
"""The refusals of writes that meet a transaction under way, as DynamoDB's API reference has them; the embedded AWS runs
a transaction at once, and never refuses any so."""


def memory_client(answer: Callable[[str, Mapping[str, Any]], dict[str, Any]]) -> Any:
    """Return a client of DynamoDB whose calls are checked against what AWS publishes, and then answered by `answer`."""
    client: Any = SESSION.create_client(
        "dynamodb", "us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
    )

    def check_and_answer(operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        WATCH.check(client.meta.service_model, operation, asked)
        return answer(operation, asked)

    client._make_api_call = check_and_answer  # noqa: SLF001 -- where every method of a client ends
    return client


class MemoryWorld:
    """The AWS in memory and the run that the clients' calls belong to."""

    def __init__(self) -> None:
        self.aws: MemoryAws
        self.run: ScheduledRun
        self._numbers = count(1)

    def connect(self, *clients: Any) -> None:
        """Redirect the clients' calls here, before they are encoded for HTTP: there are ten thousands."""
        for client in clients:
            client._make_api_call = partial(self._answer, client)  # noqa: SLF001 -- where every method of a client ends

    def invoke(self, what: Hashable, code: Callable[[], Any]) -> Any:
        """Return what an invocation returns, which a recording may tell; `what` says all that its code depends on."""
        number = next(self._numbers)
        return self.run.recordings.invoke(what, code, partial(self._call, number))

    def _call(self, number: int, request: Request) -> Any:
        operation, asked, touched = request
        if "ClientRequestToken" in asked:  # the same code may be invoked twice in a run
            asked = {**asked, "ClientRequestToken": f"{number} {asked['ClientRequestToken']}"}
        return self.run.call(lambda: self.aws.call(operation, asked), touched, may_conflict=operation in CONFLICTS)

    def _answer(self, client: Any, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        invocation = present_invocation()
        if client.meta.service_model.service_name == "dynamodb" and not (invocation and invocation.repeats):
            WATCH.check(client.meta.service_model, operation, asked)
        request = Request(operation, asked, footprint(self.aws.keys, operation, asked))
        try:
            answer: dict[str, Any] = invocation.ask(request) if invocation else self._call(0, request)
        except AwsError as error:
            refusal = {"Error": {"Code": error.code, "Message": error.code}, **error.more}
            raise client.exceptions.from_code(error.code)(refusal, operation) from None
        except Conflicted:
            code, more = CONFLICTS[operation]
            refusal = {"Error": {"Code": code, "Message": code}, **more}
            raise client.exceptions.from_code(code)(refusal, operation) from None
        except LostAnswer as error:
            raise ReadTimeoutError(endpoint_url="https://memory.invalid", error=error) from None
        return answer
