"""Access to the API, the queues and the topic is denied to all but those who need it."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

from emulator.clients import Clients
from emulator.emulator import Emulator
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.principals import DENIED, Member, member
from tests.pipeline.stack_calls import ApiAnswer, post_transaction
from tests.pipeline.unpolled_stack import deploy_unpolled

QUEUES = ("ingestion_queue_url", "processing_queue_url", "scoring_queue_url")


@pytest.fixture(scope="module")
def client_member(guarded: LocalStack, account_clients: Clients) -> Iterator[Member]:
    """Somebody with the policy for clients, and nothing else."""
    with member(account_clients, "client", attached=[guarded.target.exports["client_policy_arn"]]) as someone:
        yield someone


@pytest.fixture(scope="module")
def administrator(account_clients: Clients) -> Iterator[Member]:
    with member(account_clients, "administrator", allowed={"*": "*"}) as someone:
        yield someone


def test_whoever_has_the_clients_policy_may_send_transactions(guarded: LocalStack, client_member: Member) -> None:
    assert (
        post_transaction(guarded, {"transaction_id": "by-client"}, credentials=client_member.credentials).status == 200
    )


def test_whoever_has_the_clients_policy_may_send_batches(guarded: LocalStack, client_member: Member) -> None:
    exports = guarded.target.exports
    batches = replace(guarded.target, exports={**exports, "api_endpoint": f"{exports['api_endpoint']}/batch"})
    body = {"transactions": [{"transaction_id": "by-client-in-a-batch", "timestamp": 1_767_603_600_000}]}

    answer = post_transaction(replace(guarded, target=batches), body, credentials=client_member.credentials)

    assert (answer.status, [each["status"] for each in answer.body["results"]]) == (HTTPStatus.OK, ["stored"])


@pytest.mark.parametrize(
    ("policy", "endpoint"), [("client_policy_arn", "decisions_endpoint"), ("decide_policy_arn", "api_endpoint")]
)
def test_who_may_send_may_not_have_decided_nor_the_other_way_round(
    guarded: LocalStack, account_clients: Clients, policy: str, endpoint: str
) -> None:
    with member(account_clients, "one-right", attached=[guarded.target.exports[policy]]) as someone:
        body = {"transaction_id": "by-the-other"}
        assert is_refused(post_transaction(guarded, body, credentials=someone.credentials, endpoint=endpoint))


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_whoever_has_the_policy_for_decisions_may_have_transactions_decided(
    guarded: LocalStack, account_clients: Clients, query: str
) -> None:
    with member(account_clients, "shop", attached=[guarded.target.exports["decide_policy_arn"]]) as shop:
        body = {"transaction_id": f"by-shop{query.strip('?')}", "amount": 7}
        answer = post_transaction(
            guarded, body, credentials=shop.credentials, endpoint="decisions_endpoint", path=query
        )

    assert (answer.status, answer.body["outcome"]) == (HTTPStatus.OK, "approve")


def test_the_clients_policy_of_one_stack_does_not_open_another(pipeline: LocalStack, client_member: Member) -> None:
    assert is_refused(
        post_transaction(pipeline, {"transaction_id": "by-stranger"}, credentials=client_member.credentials)
    )


def test_whoever_lacks_the_clients_policy_may_not_send(guarded: LocalStack, account_clients: Clients) -> None:
    with member(account_clients, "stranger", allowed={"dynamodb:*": "*", "lambda:*": "*"}) as stranger:
        assert is_refused(
            post_transaction(guarded, {"transaction_id": "by-stranger"}, credentials=stranger.credentials)
        )


def test_an_unsigned_request_is_refused(guarded: LocalStack) -> None:
    assert is_refused(post_transaction(guarded, {"transaction_id": "unsigned"}, credentials=None))


def test_a_request_that_was_changed_after_signing_is_refused(guarded: LocalStack, client_member: Member) -> None:
    forged = type(client_member.credentials)(client_member.credentials.access_key, "another secret")
    assert is_refused(post_transaction(guarded, {"transaction_id": "forged"}, credentials=forged))


@pytest.mark.parametrize(
    ("service", "call", "arguments"),
    [
        ("dynamodb", "scan", {"TableName": "transactions-guarded"}),
        ("dynamodb", "scan", {"TableName": "fraud-scores-guarded"}),
        ("lambda", "invoke", {"FunctionName": "transaction-ingestion-guarded"}),
        ("sqs", "receive_message", {"QueueUrl": "/000000000000/transaction-ingestion-dlq-guarded"}),
        ("sns", "subscribe", {"TopicArn": "{topic}", "Protocol": "email", "Endpoint": "a@example.com"}),
        ("apigateway", "get_rest_apis", {}),
        ("iam", "list_roles", {}),
    ],
)
def test_a_client_can_do_nothing_but_send(
    guarded: LocalStack, client_member: Member, service: str, call: str, arguments: dict[str, Any]
) -> None:
    topic = guarded.target.exports["fraud_alerts_topic_arn"]
    given = {key: value.format(topic=topic) for key, value in arguments.items()}
    with pytest.raises(ClientError) as raised:
        getattr(client_member.client(service), call)(**given)
    assert raised.value.response["Error"]["Code"] in DENIED


@pytest.mark.parametrize("queue", QUEUES)
def test_not_even_an_administrator_may_send_to_a_queue_and_yet_may_look_after_it(
    guarded: LocalStack, administrator: Member, queue: str
) -> None:
    queues, url = administrator.client("sqs"), guarded.target.exports[queue]

    with pytest.raises(ClientError) as raised:
        queues.send_message(QueueUrl=url, MessageBody="forged")

    assert raised.value.response["Error"]["Code"] in DENIED
    assert "Messages" not in queues.receive_message(QueueUrl=url)
    attributes = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]
    queues.set_queue_attributes(QueueUrl=url, Attributes=attributes)


def test_nobody_but_the_scorer_may_publish_alerts(guarded: LocalStack, administrator: Member) -> None:
    topics, arn = administrator.client("sns"), guarded.target.exports["fraud_alerts_topic_arn"]

    with pytest.raises(ClientError) as raised:
        topics.publish(TopicArn=arn, Message="forged")

    assert raised.value.response["Error"]["Code"] in DENIED
    assert topics.get_topic_attributes(TopicArn=arn)["Attributes"]["TopicArn"] == arn


class Lines(logging.Handler):
    """A handler that keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class Exposed(NamedTuple):
    """A stack that insists on TLS, which the emulator does not speak, and takes anybody's transactions."""

    stack: LocalStack
    warnings: list[str]


@pytest.fixture(scope="module")
def exposed(emulator: Emulator) -> Exposed:
    lines, logger = Lines(), logging.getLogger("emulator.program.run")
    logger.addHandler(lines)
    try:
        stack = deploy_unpolled(emulator, {"suffix": "tls", "requireTls": "true", "authorization": "NONE"})
    finally:
        logger.removeHandler(lines)
    return Exposed(stack, lines.said)


def test_an_api_without_authorization_lets_anybody_in_and_the_program_warns(
    exposed: Exposed,
) -> None:
    assert post_transaction(exposed.stack, {"transaction_id": "anybody"}, credentials=None).status == 200
    assert [
        line
        for line in exposed.warnings
        if "anybody who finds the API may send, decide, label and read transactions" in line
    ]


def test_unencrypted_connections_to_a_queue_are_refused_even_to_its_own_function(exposed: Exposed) -> None:
    with pytest.raises(ClientError) as raised:
        exposed.stack.target.client("sqs").receive_message(QueueUrl=exposed.stack.target.exports["scoring_queue_url"])

    assert raised.value.response["Error"]["Code"] in DENIED


def test_unencrypted_connections_to_the_topic_are_refused_even_to_the_scorer(
    exposed: Exposed, account_clients: Clients
) -> None:
    risky = {"transaction_id": "risky", "timestamp": 1, "amount": "12000", "merchant": "crypto"}
    answer = account_clients.lambda_.invoke(
        FunctionName=exposed.stack.target.exports["scoring_function_name"],
        Payload=json.dumps({"transactions": [risky]}).encode(),
    )

    assert answer["FunctionError"]
    assert "alert: AuthorizationError" in json.load(answer["Payload"])["errorMessage"]


def is_refused(answer: ApiAnswer) -> bool:
    return answer.status == HTTPStatus.FORBIDDEN and "transaction_id" not in answer.body
