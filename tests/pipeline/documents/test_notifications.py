"""The patterns and templates of the page on notifications, on the EventBridge of the embedded AWS, with real events."""

import http.server
import json
import queue
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from emulator.aws_session import isolated_session
from emulator.emulator import Emulator
from handlers.aws.concurrency import Budget
from handlers.aws.event_publisher import EventPublisher
from handlers.contract.event import Event
from tests.pipeline.documents.conftest import PROJECT

PAGE = (PROJECT / "docs" / "notifications.md").read_text(encoding="utf-8")
ROLE = "arn:aws:iam::000000000000:role/invokes-destinations"
WITHIN = 30
"""Seconds, on a busy machine."""
MADE = {
    "timestamp": 1_795_771_800_000,
    "outcome": "review",
    "score": 0.9,
    "amount": 12500,
    "currency": "EUR",
    "review_due": "2026-11-28T09:30:00.000+00:00",
}
EXPIRED = {"timestamp": 1_795_771_800_000, "outcome": "review", "final_outcome": "approve"}


def on_page(name: str) -> Any:
    """Return the block of JSON that stands under a mark."""
    (found,) = re.findall(rf"^<!-- {name} -->\n```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return json.loads(found)


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what is posted, by the path."""

    posted: "queue.Queue[tuple[str, Any]]"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.posted.put((self.path, json.loads(body)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture(scope="module")
def bus() -> Iterator[tuple[EventPublisher, "queue.Queue[tuple[str, Any]]"]]:
    """Yield a publisher onto a bus with the rules of the page, and what their destinations were posted."""
    Receiver.posted = queue.Queue()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server, Emulator() as emulator:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        session = isolated_session("us-east-1")
        events = session.client("events", endpoint_url=emulator.endpoint)
        topics = session.client("sns", endpoint_url=emulator.endpoint)
        arn = topics.create_topic(Name="fraud-events-prod")["TopicArn"]
        bus_arn = events.create_event_bus(Name="fraud")["EventBusArn"]
        for name in ("slack", "pagerduty"):
            _route(events, name, f"http://127.0.0.1:{server.server_port}/{name}")
        try:
            yield EventPublisher(topics, arn, events, bus_arn), Receiver.posted
        finally:
            server.shutdown()
            thread.join()


def _route(events: Any, name: str, address: str) -> None:
    """Make what the commands of the page make, with an address of this machine."""
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "X-Unused", "ApiKeyValue": "unused"}}
    connection = events.create_connection(Name=name, AuthorizationType="API_KEY", AuthParameters=key)["ConnectionArn"]
    destination = events.create_api_destination(
        Name=name,
        ConnectionArn=connection,
        HttpMethod="POST",
        InvocationEndpoint=address,
        InvocationRateLimitPerSecond=1,
    )["ApiDestinationArn"]
    events.put_rule(EventBusName="fraud", Name=name, EventPattern=json.dumps(on_page(f"{name}: pattern")))
    target = {"Id": name, "Arn": destination, "RoleArn": ROLE, "InputTransformer": on_page(f"{name}: transformer")}
    assert events.put_targets(EventBusName="fraud", Rule=name, Targets=[target])["FailedEntryCount"] == 0


def event(type_: Any, **content: Any) -> Event:
    return Event(
        type=type_,
        id="0123456789abcdef0123456789abcdef",
        at="2026-11-27T09:30:00.000+00:00",
        environment="prod",
        transaction_id="order-1",
        content=content,
    )


def test_slack_gets_a_line_a_person_can_act_on_for_each_payment_that_waits(bus: Any) -> None:
    publisher, posted = bus

    for outcome in ("decline", "review"):
        publisher.publish(event("decision.made", **{**MADE, "outcome": outcome}), Budget(60))

    assert posted.get(timeout=WITHIN) == (
        "/slack",
        {
            "text": "order-1: 12500 EUR waits for review in prod until 2026-11-28T09:30:00.000+00:00, score 0.9. "
            "`fraudctl review claim order-1 --stack prod`"
        },
    )


def test_pagerduty_gets_what_expired_under_a_key_that_repeats_share(bus: Any) -> None:
    publisher, posted = bus

    publisher.publish(event("review.decided", **EXPIRED, by="mia"), Budget(60))
    for _ in range(2):
        publisher.publish(event("review.expired", **EXPIRED), Budget(60))

    for _ in range(2):
        path, body = posted.get(timeout=WITHIN)
        assert (path, body["event_action"], body["dedup_key"]) == ("/pagerduty", "trigger", event("review.expired").id)
        assert body["payload"]["summary"] == "The review of order-1 expired: approve"
        assert set(body["payload"]) >= {"summary", "source", "severity"}  # what the Events API v2 requires
    assert posted.empty()
