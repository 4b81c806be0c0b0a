"""Faults do on the wire what they say: they break connections, answer late, and change requests."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from chaos.faults.partial_batches import read_half
from chaos.faults.single_calls import answer_late, cancel, cut_after, cut_before, fail_with, take_effect_late, throttle
from chaos.proxy.exchange import Exchange, WireFault
from chaos.proxy.fault_proxy import FaultProxy
from chaos.proxy.operations import LABEL_TOGETHER
from chaos.proxy.signing import ROOT, SignatureRefusedError
from tests.chaos.upstream import RawAnswer, behind, exchange

OK = RawAnswer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
FORBIDDEN = RawAnswer(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\nno key")
LONG = 60.0
"""Seconds; no test waits for them."""


@dataclass
class Always:
    """A source with one fault for every request."""

    fault: WireFault

    def fault_for(self, _exchange: Exchange) -> WireFault:
        return self.fault


@dataclass
class OnLabels(Always):
    """A source with one fault for writes of labels together with facts."""

    def fault_for(self, exchange: Exchange) -> WireFault:
        assert exchange.operation in LABEL_TOGETHER
        return self.fault


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    with FaultProxy() as proxy:
        yield proxy


def signed(target: str, content: object) -> bytes:
    """Return a request to DynamoDB as an SDK sends it."""
    body = json.dumps(content).encode()
    request = AWSRequest("POST", "http://dynamodb/", headers={"X-Amz-Target": target}, data=body)
    SigV4Auth(ROOT, "dynamodb", "us-east-1").add_auth(request)
    lines = [f"{name}: {value}" for name, value in request.headers.items()]
    head = ["POST / HTTP/1.1", "Host: dynamodb", f"Content-Length: {len(body)}", *lines, "", ""]
    return "\r\n".join(head).encode() + body


PUT = signed("DynamoDB_20120810.PutItem", {"TableName": "transactions-dev", "Item": {}})
KEYS = [{"transaction_id": {"S": str(number)}} for number in range(4)]
READ = signed("DynamoDB_20120810.BatchGetItem", {"RequestItems": {"fraud-scores-dev": {"Keys": KEYS}}})


@pytest.mark.parametrize(
    ("fault", "requests"), [(cut_before, 0), (cut_after, 1)], ids=["before the effect", "after the effect"]
)
def test_a_connection_is_cut_before_or_after_the_request_took_effect(
    proxy: FaultProxy, fault: WireFault, requests: int
) -> None:
    proxy.start_faults(Always(fault))
    with behind(proxy, OK) as (upstream, client):
        client.sendall(PUT)
        assert client.recv(1) == b""

    assert len(upstream.requests) == requests
    assert proxy.injected == 1


@pytest.mark.parametrize(
    ("fault", "requests"), [(take_effect_late(LONG), 0), (answer_late(LONG), 1)], ids=["the effect", "the answer"]
)
def test_what_is_late_comes_at_once_when_faults_stop(proxy: FaultProxy, fault: WireFault, requests: int) -> None:
    proxy.start_faults(Always(fault))
    with behind(proxy, OK) as (upstream, client):
        effects = list[int]()

        def stop() -> None:
            effects.append(len(upstream.requests))
            proxy.stop_faults()

        threading.Timer(0.3, stop).start()
        started = time.monotonic()
        response, body = exchange(client, PUT)

    assert effects == [requests]
    assert (response.status, body) == (200, b"{}")
    assert time.monotonic() - started < LONG / 2


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [(throttle, 400, "ProvisionedThroughputExceededException"), (fail_with(503, "Unavailable"), 503, "Unavailable")],
    ids=["throttled", "failed"],
)
def test_an_error_is_in_the_services_words_and_the_connection_is_kept(
    proxy: FaultProxy, fault: WireFault, status: int, code: str
) -> None:
    proxy.start_faults(Always(fault))
    with behind(proxy, OK) as (upstream, client):
        response, body = exchange(client, PUT)
        proxy.stop_faults()
        _, second = exchange(client, PUT)

    assert (response.status, json.loads(body)["__type"], second) == (status, code, b"{}")
    assert len(upstream.requests) == 1


def test_a_transaction_is_cancelled_with_a_reason_for_each_of_its_items(proxy: FaultProxy) -> None:
    items = [{"Put": {"TableName": "fraud-labels-dev"}}, {"Update": {"TableName": "fraud-profiles-dev"}}]
    body = signed("DynamoDB_20120810.TransactWriteItems", {"TransactItems": items})
    proxy.start_faults(OnLabels(cancel("TransactionConflict")))
    with behind(proxy, OK) as (upstream, client):
        response, answer = exchange(client, body)

    assert (response.status, upstream.requests) == (400, [])
    said = json.loads(answer)
    assert said["__type"] == response.headers["x-amzn-errortype"] == "TransactionCanceledException"
    assert [each["Code"] for each in said["CancellationReasons"]] == ["TransactionConflict", "None"]


def test_half_a_batch_is_read_by_a_request_that_is_signed_again(proxy: FaultProxy) -> None:
    proxy.start_faults(Always(read_half))
    with behind(proxy, OK) as (upstream, client):
        _, body = exchange(client, READ)

    ((request, sent),) = upstream.requests
    assert json.loads(sent)["RequestItems"] == {"fraud-scores-dev": {"Keys": KEYS[:2]}}
    assert json.loads(body)["UnprocessedKeys"] == {"fraud-scores-dev": {"Keys": KEYS[2:]}}
    signature = dict(request.headers)[b"authorization"]
    assert b"/us-east-1/dynamodb/aws4_request" in signature
    assert signature not in READ


def test_half_a_batch_is_half_of_its_keys_whatever_their_tables(proxy: FaultProxy) -> None:
    keys = [{"transaction_id": {"S": "tx"}}]
    tables = {name: {"Keys": keys, "ConsistentRead": True} for name in ("scores", "labels", "reviews")}
    proxy.start_faults(Always(read_half))
    with behind(proxy, OK) as (upstream, client):
        _, body = exchange(client, signed("DynamoDB_20120810.BatchGetItem", {"RequestItems": tables}))

    ((_, sent),) = upstream.requests
    assert json.loads(sent)["RequestItems"] == {"scores": tables["scores"]}
    assert json.loads(body)["UnprocessedKeys"] == {name: tables[name] for name in ("labels", "reviews")}


def test_a_changed_request_that_the_emulator_refuses_is_the_proxys_failure(proxy: FaultProxy) -> None:
    proxy.start_faults(Always(read_half))
    with behind(proxy, FORBIDDEN) as (_, client):
        client.sendall(READ)
        assert client.recv(1) == b""

    assert isinstance(proxy.failure, SignatureRefusedError)
    assert str(proxy.failure) == "no key"
