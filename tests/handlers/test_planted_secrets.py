"""No secret of a request, a header, the environment or an error of AWS is in a log, nor in an answer that refuses."""

import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError

from handlers.fraud_detector.requests import TARGET
from tests.handlers.decisions_on_aws import DecisionsOnAws
from tests.handlers.feedback_on_aws import CONTEXT, FeedbackOnAws, fraud
from tests.handlers.fraud_detector.test_service import ASKED
from tests.handlers.functions import FunctionLogs, import_handler
from tests.handlers.ingestion_on_aws import IngestionOnAws
from tests.handlers.planted_secrets import (
    AMOUNT,
    BEARERS,
    MERCHANT,
    METADATA,
    NOTE,
    event,
    leaked,
    payment,
    refusing_aws,
    secrets_in_environment,
)
from tests.handlers.processing_on_aws import FakeLambda, insert_record, process_records
from tests.handlers.queries_on_aws import QueriesOnAws
from tests.handlers.scoring_on_aws import ScoringOnAws

BROKEN: dict[str, Callable[[dict[str, Any]], str]] = {
    "nothing": json.dumps,
    "no JSON": lambda body: json.dumps(body)[:-1],
    "an amount of text": lambda body: json.dumps({**body, "amount": str(AMOUNT)}),
    "a merchant of numbers": lambda body: json.dumps({**body, "merchant": [MERCHANT]}),
    "nested metadata": lambda body: json.dumps({**body, "metadata": {"token": {"is": METADATA}}}),
    "card data": lambda body: json.dumps({**body, "metadata": {"cvv": METADATA}}),
    "a field too many": lambda body: json.dumps({**body, "note": NOTE}),
    "an invisible character": lambda body: json.dumps({**body, "customer_id": f"{NOTE}\u200b"}),
}
"""Bodies by what is wrong with them."""


@pytest.fixture(autouse=True)
def _secrets() -> Iterator[None]:
    with secrets_in_environment():
        yield


@pytest.fixture(params=BROKEN)
def body(request: pytest.FixtureRequest) -> str:
    """Return a body with secrets."""
    return BROKEN[request.param](payment("tx-1"))


def test_the_embedded_aws_that_another_test_has_left_running_is_not_refused() -> None:
    config = Config(retries={"total_max_attempts": 1})
    keys = {"aws_access_key_id": "nobody's", "aws_secret_access_key": "nobody's", "region_name": "us-east-1"}
    client = boto3.client("dynamodbstreams", endpoint_url="http://127.0.0.1:1", config=config, **keys)  # type: ignore[call-overload]  # texts
    with refusing_aws(), pytest.raises(EndpointConnectionError):
        client.get_records(ShardIterator="from somewhere")


def said(handler: Any, asked: dict[str, Any]) -> str:
    """Return all that a function answers; of one that fails, what Lambda answers in its place is none of ours."""
    return json.dumps(handler(asked, CONTEXT), default=str)


@pytest.mark.parametrize("path", ["/transactions", "/transactions/batch"])
def test_ingestion_tells_no_secret(ingestion: IngestionOnAws, logs: FunctionLogs, body: str, path: str) -> None:
    text = body if path == "/transactions" else f'{{"transactions": [{body}, {body}]}}'
    asked = event(resource=path, path=path, body=text)

    answers = said(ingestion.module.handler, asked) + said(ingestion.module.handler, asked)
    with refusing_aws():
        answers += said(ingestion.module.handler, asked)

    assert leaked(answers) == []
    assert leaked(logs.text()) == []


@pytest.mark.parametrize("query", [None, {"dry_run": "true"}, {"dry_run": NOTE}])
def test_decision_tells_no_secret(
    decisions: DecisionsOnAws, logs: FunctionLogs, body: str, query: dict[str, str] | None
) -> None:
    asked = event(resource="/decisions", path="/decisions", body=body, queryStringParameters=query)

    good = decisions.module.handler(asked, CONTEXT)
    with refusing_aws():
        in_queue = decisions.module.handler(asked, CONTEXT)

    for answer in (good, in_queue):  # whoever asks for a decision hears why, and by which values
        assert leaked(json.dumps(answer), echo=answer["statusCode"] == 200) == []
    assert leaked(logs.text()) == []


def test_processing_tells_no_secret(processing: Any, logs: FunctionLogs, dead_letters: Callable[[], list[Any]]) -> None:
    image = {"merchant": {"S": MERCHANT}, "metadata": {"M": {"token": {"S": METADATA}}}}
    records = [insert_record(1, **image), insert_record(2, **image, amount={"S": f"{AMOUNT}x"})]

    process_records(processing, FakeLambda(), records)
    assert dead_letters(), "an invalid record was set aside"
    process_records(processing, FakeLambda("tx-1"), records)
    with refusing_aws():
        process_records(processing, FakeLambda(), records)

    assert leaked(logs.text()) == []


def test_scoring_tells_no_secret(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    scored = payment("tx-1", timestamp=1_795_350_615_123, amount=str(AMOUNT), metadata={"token": {"S": METADATA}})

    scoring.score(scored)
    with refusing_aws(), pytest.raises(Exception) as raised:  # noqa: PT011 -- whichever: Lambda logs it as it is
        scoring.score({**scored, "transaction_id": "tx-3"})

    assert scoring.alerts(), "it was alerted, by what its rules read"
    assert leaked(logs.text()) == []
    assert leaked(str(raised.value)) == []


def test_feedback_tells_no_secret(feedback: FeedbackOnAws, logs: FunctionLogs) -> None:
    feedback.store("tx-1", merchant=f"crypto {MERCHANT}", amount=AMOUNT)
    labels = json.dumps({"labels": [fraud("tx-1", note=NOTE), fraud("tx-9", note=NOTE), {"note": NOTE}]})
    claim = json.dumps({"transaction_id": "tx-1", "action": "claim", "note": NOTE})
    asked = [event(resource="/labels", body=each) for each in (labels, labels[:-2], f'"{NOTE}"')]
    asked += [event(resource="/reviews", body=each) for each in (claim, claim[:-2], f'{{"action": "{NOTE}"}}')]

    answers = [said(feedback.module.handler, each) for each in asked]
    with refusing_aws():
        answers += [said(feedback.module.handler, each) for each in asked]

    assert {'"statusCode": 200' in each for each in answers} == {True, False}
    assert {secret for each in answers for secret in leaked(each, echo='"statusCode": 200' in each)} == set()
    assert leaked(logs.text()) == []


def test_queries_tell_no_secret_but_what_is_asked_for(queries: QueriesOnAws, logs: FunctionLogs) -> None:
    assert queries.decisions.post(payment("tx-1", customer_id="C-1")).status == 200
    logs.text()
    asked = [
        event(resource="/transactions", httpMethod="GET", body=None, queryStringParameters={"id": "tx-1"}),
        event(resource="/alerts", httpMethod="GET", body=None, queryStringParameters={"outcome": NOTE}),
        event(resource="/reviews", httpMethod="GET", body=None, queryStringParameters={"cursor": NOTE}),
        event(resource="/entities", httpMethod="GET", body=None, queryStringParameters={"kind": NOTE, "id": NOTE}),
    ]

    first, *refused = [said(queries.module.handler, each) for each in asked]
    with refusing_aws():
        refused += [said(queries.module.handler, each) for each in asked]

    assert MERCHANT in first
    assert leaked(first, echo=True) == []
    assert {secret for each in refused for secret in leaked(each)} == set()
    assert leaked(logs.text()) == []


@pytest.mark.parametrize("operation", ["GetEventPrediction", "SendEvent", "UpdateEventLabel", "GetEvent", "Unknown"])
def test_the_fraud_detector_endpoint_tells_no_secret(logs: FunctionLogs, operation: str) -> None:
    named = {f"{name}_FUNCTION": name.lower() for name in ("DECISION", "INGESTION", "FEEDBACK", "QUERIES")}
    of_service = {"headers": {**BEARERS, "X-Amz-Target": f"{TARGET}{operation}"}}
    sent = {**ASKED, "eventVariables": {"price": f"{AMOUNT}", "card": METADATA}, "unknown": NOTE}
    bodies = [json.dumps({**ASKED, "eventVariables": {"price": METADATA}}), json.dumps(sent), f'"{NOTE}"', NOTE]

    environment = {**named, "AWS_DEFAULT_REGION": "us-east-1"}
    with import_handler("fraud_detector_api", environment, logs) as made, refusing_aws(), redirect_stdout(logs.stream):
        answers = [said(made.handler, event(**of_service, body=each)) for each in bodies]

    assert {secret for each in answers for secret in leaked(each)} == set()
    assert leaked(logs.text()) == []
