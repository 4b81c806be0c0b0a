"""Webhooks of the embedded AWS: what is tried again, what is not, and where it is kept."""

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import ModuleType
from typing import Any, Self

import pytest

from emulator.process import http_delivery
from emulator.process.http_delivery import patch_http_deliveries
from emulator.sandbox import free_port

TOPIC = "arn:aws:sns:eu-west-1:000000000000:fraud-events-dev"
QUEUE = "arn:aws:sqs:eu-west-1:000000000000:fraud-events-webhook-1-dlq-dev"
ENVELOPE = json.dumps({"Type": "Notification", "MessageId": "m-1", "TopicArn": TOPIC, "Message": "{}"})


class Endpoint:
    """An endpoint that answers with the next status of a list, the last one again and again."""

    def __init__(self, *statuses: int) -> None:
        self.heard: list[tuple[dict[str, str], str]] = []
        left = list(statuses)
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name that http.server looks for
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                heard.append(({name.lower(): text for name, text in self.headers.items()}, body))
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Sns:
    """The parts of ministack's SNS that a delivery uses; it notes what is kept in which queue, and where."""

    def __init__(self, endpoint: str, *, keeps: bool = True) -> None:
        policies = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": QUEUE})} if keeps else {}
        typed = {"DeliveryPolicy": json.dumps({"requestPolicy": {"headerContentType": "application/json"}})}
        own = {"arn": f"{TOPIC}:1", "protocol": "http", "endpoint": endpoint, "attributes": {**policies, **typed}}
        by_mail = {"arn": f"{TOPIC}:2", "protocol": "email", "endpoint": endpoint, "attributes": {}}
        self.subscription: dict[str, Any] = own
        self.kept: list[tuple[str, str, tuple[str, str]]] = []
        self.asked_to_confirm = 0
        self.scope = ("", "")
        module: Any = ModuleType("sns")
        module._topic_by_arn_any_scope = {TOPIC: {"subscriptions": [by_mail, own]}}.get  # noqa: SLF001 - as ministack's
        module._deliver_to_sqs = self._keep  # noqa: SLF001 - as ministack's
        module._send_subscription_confirmation = self._ask  # noqa: SLF001 - as ministack's
        module.request_scope = self._within
        patch_http_deliveries(module)
        self.module = module
        self.endpoint = endpoint

    def deliver(self) -> None:
        """Deliver as ministack does."""
        asyncio.run(self.module._deliver_to_http(self.endpoint, ENVELOPE))  # noqa: SLF001 - as ministack does

    def confirm(self) -> None:
        """Send the confirmation as ministack does."""
        asyncio.run(self.module._send_subscription_confirmation(TOPIC, self.subscription))  # noqa: SLF001 - as above

    def _keep(self, queue: str, envelope: str, raw: object, _: str, *, topic_arn: str) -> None:
        assert (raw, topic_arn) == (False, TOPIC)
        self.kept.append((queue, envelope, self.scope))

    @contextlib.contextmanager
    def _within(self, account: str, region: str) -> Iterator[None]:
        self.scope = (account, region)
        yield
        self.scope = ("", "")

    async def _ask(self, topic_arn: str, subscription: dict[str, Any]) -> None:
        assert topic_arn == TOPIC
        self.asked_to_confirm += 1
        subscription["confirmed"] = self.asked_to_confirm > 2


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry without delays."""
    monkeypatch.setattr(http_delivery, "DELAYS", (0.0, 0.0, 0.0))


def test_an_endpoint_that_takes_it_is_told_once_and_of_what_and_nothing_is_kept() -> None:
    with Endpoint(204) as endpoint:
        sns = Sns(f"http://{endpoint.address}/hook?a=b")
        sns.deliver()

    ((headers, body),) = endpoint.heard
    assert body == ENVELOPE
    assert headers["content-type"] == "application/json"
    assert headers["x-amz-sns-message-type"] == "Notification"
    assert (headers["x-amz-sns-topic-arn"], headers["x-amz-sns-message-id"]) == (TOPIC, "m-1")
    assert headers["x-amz-sns-subscription-arn"] == f"{TOPIC}:1"
    assert sns.kept == []


def test_credentials_in_the_url_are_sent_as_such() -> None:
    with Endpoint(200) as endpoint:
        Sns(f"http://shop:p%40ss@{endpoint.address}/").deliver()

    ((headers, _),) = endpoint.heard
    assert headers["authorization"] == "Basic c2hvcDpwQHNz"
    assert headers["host"] == endpoint.address


@pytest.mark.parametrize("status", [500, 503, 429])
def test_what_may_pass_is_tried_again(status: int) -> None:
    with Endpoint(status, status, 200) as endpoint:
        sns = Sns(f"http://{endpoint.address}/")
        sns.deliver()

    assert [body for _, body in endpoint.heard] == [ENVELOPE] * 3
    assert sns.kept == []


def test_what_never_passes_is_kept_in_the_subscriptions_queue_in_the_topics_region() -> None:
    with Endpoint(500) as endpoint:
        sns = Sns(f"http://{endpoint.address}/")
        sns.deliver()

    assert len(endpoint.heard) == 4
    assert sns.kept == [(QUEUE, ENVELOPE, ("000000000000", "eu-west-1"))]


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_is_kept_without_a_retry(status: int) -> None:
    with Endpoint(status) as endpoint:
        sns = Sns(f"http://{endpoint.address}/")
        sns.deliver()

    assert len(endpoint.heard) == 1
    assert len(sns.kept) == 1


def test_nobody_who_listens_and_nobody_who_answers_are_failures_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_delivery, "ANSWER_SECONDS", 0.02)
    absent = Sns(f"http://127.0.0.1:{free_port()}/")
    absent.deliver()
    assert len(absent.kept) == 1

    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and never answers
        hanging = Sns(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        hanging.deliver()
    assert len(hanging.kept) == 1


def test_a_subscription_without_a_queue_keeps_nothing_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with Endpoint(500) as endpoint:
        sns = Sns(f"http://{endpoint.address}/", keeps=False)
        sns.deliver()

    assert sns.kept == []
    assert "has no queue for it" in caplog.text


def test_an_endpoint_that_comes_up_later_can_confirm_still(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(_: float) -> None:
        return None

    monkeypatch.setattr(asyncio, "sleep", at_once)
    sns = Sns("http://127.0.0.1:1/")
    sns.confirm()

    assert sns.asked_to_confirm == 3


def test_an_unsubscribed_endpoint_is_told_nothing() -> None:
    with Endpoint(200) as endpoint:
        sns = Sns(f"http://{endpoint.address}/")
        _unsubscribed(sns.module)
        sns.deliver()

    assert endpoint.heard == []


def _unsubscribed(module: Any) -> None:
    found: Callable[[str], Any] = module._topic_by_arn_any_scope  # noqa: SLF001 - as ministack's
    found(TOPIC)["subscriptions"].pop()
