"""The example of a webhook believes SNS alone, for its own topic; what it is sent is signed here by a test's key."""

import base64
import http.client
import importlib.util
import io
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.documents.pages import PROJECT

TOPIC = "arn:aws:sns:eu-west-1:123456789012:fraud-events-prod"
CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abc.pem"
SUBSCRIBE = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"
EVENT = {"id": "e-1", "type": "review.decided", "version": 1, "data": {"transaction_id": "T-1", "outcome": "review"}}
NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def certificate(key: Any) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = builder.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=365))
    return dated.sign(key, SHA256()).public_bytes(Encoding.PEM)


def signed(key: rsa.RSAPrivateKey, version: str = "2", **fields: Any) -> dict[str, Any]:
    """Return a message as the developer guide of SNS says that it is signed."""
    known = {"Type": "Notification", "MessageId": "m-1", "TopicArn": TOPIC, "Message": json.dumps(EVENT)}
    message = {**known, "Timestamp": "2026-11-27T00:00:00.000Z", "SigningCertURL": CERTIFICATE, **fields}
    names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    text = "".join(f"{name}\n{message[name]}\n" for name in names if name in message)
    signature = key.sign(text.encode(), padding.PKCS1v15(), SHA1() if version == "1" else SHA256())  # noqa: S303 -- as SNS does
    return {**message, "SignatureVersion": version, "Signature": base64.b64encode(signature).decode()}


class Running:
    """The example while it serves, what it fetched, and what it printed."""

    def __init__(self, example: ModuleType, port: int) -> None:
        self.example = example
        self.port = port
        self.fetched: list[str] = []

    def send(self, message: Any) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        connection.request("POST", "/", body)
        return connection.getresponse().status


@pytest.fixture
def receiver(key: rsa.RSAPrivateKey, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """Yield the example as it serves, to which the certificate comes from the address of SNS's alone."""
    described = importlib.util.spec_from_file_location("receive_events", PROJECT / "docs/examples/receive_events.py")
    assert described
    assert described.loader
    example = importlib.util.module_from_spec(described)
    described.loader.exec_module(example)
    example.Webhook.topic = TOPIC
    with example.ThreadingHTTPServer(("127.0.0.1", 0), example.Webhook) as server:
        running = Running(example, server.server_port)

        def fetch(url: str, *, timeout: float) -> io.BytesIO:
            assert timeout <= 15
            running.fetched.append(url)
            return io.BytesIO(certificate(key))

        monkeypatch.setattr(example.urllib.request, "urlopen", fetch)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", [{}, {"Subject": "Fraud"}])
def test_what_sns_signed_is_dealt_with_and_its_certificate_is_fetched_once(
    receiver: Running, key: Any, version: str, subject: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert [receiver.send(signed(key, version, **subject)) for _ in range(2)] == [200, 200]

    assert receiver.fetched == [CERTIFICATE]
    assert capsys.readouterr().out.splitlines() == ["e-1 review.decided T-1 review"] * 2


@pytest.mark.parametrize("version", ["1", "2"])
def test_the_subscription_is_confirmed_once_it_is_verified(receiver: Running, key: Any, version: str) -> None:
    asked = {"Type": "SubscriptionConfirmation", "Token": "t", "SubscribeURL": SUBSCRIBE}

    assert receiver.send({**signed(key, version, **asked), "SubscribeURL": "https://elsewhere.example/"}) == 403
    assert receiver.send(signed(key, version, **asked)) == 200
    assert receiver.fetched == [CERTIFICATE, SUBSCRIBE]


@pytest.mark.parametrize(
    "changed",
    [
        {"Message": json.dumps({**EVENT, "id": "e-2"})},
        {"Timestamp": "2026-11-28T00:00:00.000Z"},
        {"Subject": "added"},
        {"SignatureVersion": "1"},
        {"SignatureVersion": "3"},
        {"Signature": "FAKE"},
        {"Signature": ""},
        {"Type": "SubscriptionConfirmation", "SubscribeURL": SUBSCRIBE},
        {"Type": "Order"},
    ],
    ids=repr,
)
def test_what_was_changed_on_its_way_is_refused(
    receiver: Running, key: Any, changed: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert receiver.send({**signed(key), **changed}) == 403
    assert capsys.readouterr().out == ""
    assert SUBSCRIBE not in receiver.fetched


@pytest.mark.parametrize(
    "url",
    [
        "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0.pem",
        "https://snsxeu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
        "https://sns.eu-west-1.amazonaws.com/anything.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem?x=/../evil",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem\n",
        "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
        "file:///etc/passwd",
        "",
        None,
    ],
)
def test_a_certificate_of_anybody_else_is_not_even_fetched(receiver: Running, key: Any, url: str | None) -> None:
    assert receiver.send(signed(key, SigningCertURL=url)) == 403
    assert receiver.fetched == []


def test_what_another_topic_says_is_refused_though_sns_signed_it(receiver: Running, key: Any) -> None:
    other = "arn:aws:sns:eu-west-1:999999999999:fraud-events-prod"

    assert receiver.send(signed(key, TopicArn=other)) == 403
    assert receiver.fetched == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"{}", b'"x"', b"\xff", b'{"Type": []}'])
def test_what_is_no_message_is_refused_and_the_next_one_is_taken(receiver: Running, key: Any, body: bytes) -> None:
    assert receiver.send(body) == 403
    assert receiver.send(signed(key)) == 200


def test_a_key_of_another_kind_is_refused(receiver: Running, key: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    other = certificate(ec.generate_private_key(ec.SECP256R1()))
    monkeypatch.setattr(receiver.example.urllib.request, "urlopen", lambda *_, **__: io.BytesIO(other))

    assert receiver.send(signed(key)) == 403
