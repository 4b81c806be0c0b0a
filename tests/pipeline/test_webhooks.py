"""Webhooks on the embedded AWS: confirmed, told, told again, and kept where an endpoint does not listen."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import pytest

from emulator.clients import Clients
from emulator.deployment import Deployment, deploy
from emulator.emulator import Emulator
from tests.pipeline.waiting import becomes_true, eventually

SUFFIX = "webhooks"


class Receiver:
    """An endpoint that confirms its subscription, and answers events with the status that it is given."""

    def __init__(self) -> None:
        self.status = 200
        self.events: list[dict[str, Any]] = []
        self.confirmed = False
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name that http.server looks for
                message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if message["Type"] == "SubscriptionConfirmation":
                    with urllib.request.urlopen(message["SubscribeURL"], timeout=10):  # noqa: S310 - the emulator's
                        receiver.confirmed = True
                else:
                    receiver.events.append(message)
                self.send_response(200 if message["Type"] == "SubscriptionConfirmation" else receiver.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="module")
def receivers() -> Iterator[tuple[Receiver, Receiver]]:
    """Return one of every type, and one of labels alone."""
    with Receiver() as every, Receiver() as labels:
        yield every, labels


@pytest.fixture(scope="module")
def told(emulator: Emulator, receivers: tuple[Receiver, Receiver]) -> Deployment:
    """Return a stack with two webhooks, which have confirmed."""
    every, labels = receivers
    webhooks = [{"url": every.url}, {"url": labels.url, "events": ["transaction.labelled"]}]
    deployment = deploy(emulator, "dev", {"suffix": SUFFIX, "webhooks": json.dumps(webhooks)})
    assert becomes_true(lambda: every.confirmed and labels.confirmed)
    return deployment


@pytest.fixture(scope="module")
def aws(told: Deployment) -> Iterator[Clients]:
    """Return clients of the account's root."""
    made = Clients(told.endpoint, told.region)
    yield made
    made.close()


def publish(aws: Clients, told: Deployment, text: str, kind: str, to: str = "all") -> None:
    """Publish an event as the functions do."""
    attributes = {"type": kind, "to": to}
    aws.sns.publish(
        TopicArn=told.exports["fraud_events_topic_arn"],
        Message=text,
        MessageAttributes={name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()},
    )


def texts(receiver: Receiver) -> list[str]:
    return [each["Message"] for each in receiver.events]


def kept(aws: Clients, told: Deployment) -> dict[str, list[str]]:
    """Return the events in each webhook's queue, which stay there."""
    urls: dict[str, str] = json.loads(told.exports["webhook_queue_urls"])
    found = {}
    for key, url in urls.items():
        got = aws.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
        found[key] = [json.loads(each["Body"])["Message"] for each in got]
    return found


def test_each_webhook_hears_the_types_that_it_names(
    aws: Clients, told: Deployment, receivers: tuple[Receiver, Receiver]
) -> None:
    every, labels = receivers
    publish(aws, told, "a decision", "decision.made")
    publish(aws, told, "a label", "transaction.labelled")

    assert becomes_true(lambda: sorted(texts(every)) == ["a decision", "a label"] and texts(labels) == ["a label"])


def test_what_a_webhook_never_takes_waits_in_its_queue_and_is_sent_again_to_it_alone(
    aws: Clients, told: Deployment, receivers: tuple[Receiver, Receiver]
) -> None:
    every, labels = receivers
    every.status = 500
    publish(aws, told, "lost at first", "transaction.labelled")
    keys = list(json.loads(told.exports["webhook_queue_urls"]))
    eventually(lambda: "lost at first" in kept(aws, told)[keys[0]], "message in the queue")
    assert texts(every).count("lost at first") == 5
    assert texts(labels).count("lost at first") == 1
    assert kept(aws, told)[keys[1]] == []

    every.status = 200
    publish(aws, told, "lost at first", "transaction.labelled", to=keys[0])
    assert becomes_true(lambda: texts(every).count("lost at first") == 6)
    assert texts(labels).count("lost at first") == 1
