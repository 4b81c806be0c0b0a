"""The client sends what is typed, returns what is typed, keeps to its time, and says who can correct what fails."""

import http.server
import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from botocore.credentials import Credentials
from botocore.exceptions import CredentialRetrievalError

from fraudctl.client import (
    AccessDenied,
    ApiError,
    Client,
    ConflictingRequest,
    LabelFields,
    NoAnswer,
    NotConfigured,
    RequestRefused,
    ReviewFields,
    TransactionFields,
    UnknownId,
)
from handlers.contract.label import LABEL_RULES
from handlers.contract.request import FIELDS
from handlers.contract.review_request import REVIEW_RULES
from tests.fraudctl.client.fake_api import FakeApi, Step, hang_up, respond_with

PAYMENT: TransactionFields = {"transaction_id": "a", "amount": Decimal("12.50"), "customer_id": "C-1"}
DECIDED = {
    "transaction_id": "a",
    "timestamp": 7,
    "outcome": "review",
    "score": 0.9,
    "reasons": [{"reason": "code", "weight": 0.9, "values": {"amount": 12.5}, "message": "Large."}],
    "tags": ["t"],
    "strategy": {"name": "default", "digest": "0" * 64},
    "of_a_later_release": True,
}


def answer(status: int, body: Any) -> Step:
    return respond_with(status, body=json.dumps(body).encode())


@pytest.fixture
def client(server: FakeApi) -> Iterator[Client]:
    with Client(server.url, region=server.region, credentials=Credentials("key", "secret", "token")) as made:
        yield made


@pytest.fixture
def careful(server: FakeApi) -> Iterator[Client]:
    """Yield a client that falls back on a review of the shop's own."""
    with Client(server.url, signed=False, decision_seconds=0.3, default_outcome="review") as made:
        yield made


@pytest.mark.parametrize(
    ("typed", "contract"), [(TransactionFields, FIELDS), (LabelFields, LABEL_RULES), (ReviewFields, REVIEW_RULES)]
)
def test_the_types_of_what_is_sent_have_the_contracts_fields(typed: type, contract: Any) -> None:
    assert set(get_type_hints(typed)) == set(contract)


def test_a_decision_comes_with_exact_numbers_and_what_a_later_release_adds_is_no_error(
    server: FakeApi, client: Client
) -> None:
    server.steps = [answer(200, DECIDED)]

    decided = client.decide(PAYMENT)

    assert (decided.outcome, decided.error) == ("review", None)
    assert decided.answer
    assert decided.answer.score == Decimal("0.9")
    assert decided.answer.reasons[0].message == "Large."
    assert json.loads(server.bodies[0], parse_float=Decimal) == PAYMENT
    assert b'"amount":12.50' in server.bodies[0]


def test_each_call_is_signed_with_key_and_token(server: FakeApi, client: Client) -> None:
    server.steps = [answer(200, DECIDED)]
    client.decide(PAYMENT)

    (headers,) = server.headers
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=key/")
    assert f"/{server.region}/execute-api/aws4_request" in headers["Authorization"]
    assert headers["X-Amz-Security-Token"] == "token"


def test_calls_of_an_open_stack_are_not_signed(server: FakeApi, careful: Client) -> None:
    server.steps = [answer(200, DECIDED)]
    careful.decide(PAYMENT)

    assert "Authorization" not in server.headers[0]


@pytest.mark.parametrize("trouble", [respond_with(503), respond_with(429), respond_with(502), hang_up])
def test_what_another_try_may_change_is_sent_again_with_the_same_body(
    server: FakeApi, client: Client, trouble: Step
) -> None:
    server.steps = [trouble, answer(200, DECIDED)]

    assert client.decide(PAYMENT).outcome == "review"
    assert len(set(server.bodies)) == 1
    assert len(server.bodies) == 2


FAILURES = {400: RequestRefused, 413: RequestRefused, 403: AccessDenied, 404: UnknownId, 409: ConflictingRequest}


@pytest.mark.parametrize(("status", "error"), [*FAILURES.items(), (500, NoAnswer), (200, NoAnswer)])
def test_each_failure_says_who_can_correct_it_in_the_apis_words(
    server: FakeApi, client: Client, status: int, error: type[ApiError]
) -> None:
    server.steps = [answer(status, {"error": "amount: must be a number"})]

    with pytest.raises(error) as raised:
        client.store(PAYMENT)

    if status != 200:
        assert (str(raised.value), raised.value.status) == ("amount: must be a number", status)


@pytest.mark.parametrize("trouble", [*map(respond_with, (403, 404, 429, 500, 503)), hang_up])
def test_a_decision_that_does_not_come_in_time_is_the_default_outcome_with_the_reason(
    server: FakeApi, careful: Client, trouble: Step
) -> None:
    server.steps = [trouble]

    decided = careful.decide(PAYMENT)

    assert (decided.outcome, decided.answer) == ("review", None)
    assert isinstance(decided.error, NoAnswer | AccessDenied | UnknownId)


def test_an_api_that_hangs_is_not_waited_for_beyond_the_time_of_a_decision(server: FakeApi, careful: Client) -> None:
    let_go = threading.Event()

    def hang(_: http.server.BaseHTTPRequestHandler) -> None:
        let_go.wait(60)

    server.steps = [hang]
    decided = careful.decide(PAYMENT)
    let_go.set()  # had the client waited for the answer, it would have been the end of the connection

    assert decided.outcome == "review"
    assert "no answer in time" in str(decided.error)


@pytest.mark.parametrize("status", [400, 409, 413])
def test_a_transaction_that_is_at_fault_is_no_default_outcome(server: FakeApi, careful: Client, status: int) -> None:
    server.steps = [answer(status, {"error": "transaction_id: is known with other content"})]

    with pytest.raises(FAILURES[status]):
        careful.decide(PAYMENT)


def test_pages_are_asked_for_as_they_are_used_up_with_the_same_filters(server: FakeApi, client: Client) -> None:
    def review(name: str) -> dict[str, Any]:
        at = "2026-11-27T10:00:00.000+00:00"
        fields = {"timestamp": 1, "opened_at": at, "due": at, "outcome": "review", "score": 1, "amount": 1}
        return {"transaction_id": name, "state": "open", "merchant": "m", **fields}

    server.steps = [
        answer(200, {"reviews": [review("1"), review("2")], "cursor": "a b/+%"}),
        answer(200, {"reviews": [review("3")]}),
    ]

    listed = client.reviews(state="open")

    assert next(listed).transaction_id == "1"
    assert len(server.paths) == 1
    assert [each.transaction_id for each in listed] == ["2", "3"]
    assert [path.partition("?")[2] for path in server.paths] == [
        "state=open&limit=100",
        "state=open&limit=100&cursor=a%20b%2F%2B%25",
    ]


def test_an_id_of_any_characters_is_asked_for(server: FakeApi, client: Client) -> None:
    server.steps = [answer(404, {"error": "id: nothing is known of it"})]

    with pytest.raises(UnknownId):
        client.transaction("a/b%2F c?d&é")

    assert server.paths == ["/transactions?id=a%2Fb%252F%20c%3Fd%26%C3%A9"]


def test_without_credentials_or_a_region_it_says_what_to_set(server: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")

    with pytest.raises(NotConfigured, match="AWS_DEFAULT_REGION"):
        Client(server.url, credentials=Credentials("key", "secret"))
    with pytest.raises(NotConfigured, match="AWS_PROFILE"):
        Client(server.url, region="eu-west-1")
    with pytest.raises(NotConfigured, match="AWS_PROFILE"):  # the region is in the address
        Client("https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/transactions")


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_an_amount_that_is_no_number_is_refused_and_never_sent_as_none(
    server: FakeApi, careful: Client, amount: float | Decimal
) -> None:
    for send in (careful.decide, careful.store, lambda payment: careful.store_batch([payment])):
        with pytest.raises(RequestRefused, match=r"^amount: must be a number"):
            send({**PAYMENT, "amount": amount})
    with pytest.raises(RequestRefused, match=r"^risk: must be a number"):
        careful.decide({**PAYMENT, "metadata": {"risk": amount}})

    assert server.bodies == []


def test_text_that_is_no_unicode_is_refused(careful: Client) -> None:
    with pytest.raises(RequestRefused, match="valid Unicode"):
        careful.store({**PAYMENT, "merchant": "\ud800"})


class Unrefreshed(Credentials):
    """Credentials whose source is out."""

    def get_frozen_credentials(self) -> Any:
        raise CredentialRetrievalError(provider="a role", error_msg="no answer")


def test_credentials_that_cannot_be_renewed_are_an_error_of_ours_and_no_payment_waits_for_them(server: FakeApi) -> None:
    credentials = Unrefreshed("key", "secret")
    with (
        Client(server.url, region=server.region, credentials=credentials) as client,
        pytest.raises(NotConfigured, match="a role"),
    ):
        client.decide(PAYMENT)
    with Client(server.url, region=server.region, credentials=credentials, default_outcome="review") as client:
        decided = client.decide(PAYMENT)
    assert (decided.outcome, decided.answer, type(decided.error)) == ("review", None, NotConfigured)


def test_a_profile_that_is_not_there_is_an_error_of_ours(server: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "never-made")
    with pytest.raises(NotConfigured, match="never-made"):
        Client(server.url, region="eu-west-1")


@pytest.mark.parametrize("endpoint", ["", "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod", "ftp://host/prod"])
def test_an_endpoint_that_is_no_address_is_said_at_once(endpoint: str) -> None:
    with pytest.raises(NotConfigured, match="endpoint"):
        Client(endpoint, signed=False)


def test_no_time_for_a_decision_is_no_other_time(server: FakeApi) -> None:
    server.steps = [respond_with(503)]
    with Client(server.url, signed=False, decision_seconds=0, default_outcome="review") as client:
        assert client.decide(PAYMENT).outcome == "review"
    assert len(server.bodies) <= 1
