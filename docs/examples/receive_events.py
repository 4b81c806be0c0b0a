"""A webhook: verify what SNS sends, confirm the subscription, and print each event.

On this machine, with the `fraud_events_topic_arn` of `fraudctl local up`, which signs nothing, hence the last word:

    .venv/bin/python docs/examples/receive_events.py 8080 arn:aws:sns:us-east-1:000000000000:fraud-events-dev unsigned

For AWS, behind something that ends TLS, with the stack's `webhooks` naming its address:

    .venv/bin/python docs/examples/receive_events.py 8080 "$(pulumi stack output fraud_events_topic_arn --stack dev)"

Needs `cryptography`. It ends at Ctrl-C.
"""

import base64
import contextlib
import functools
import json
import re
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509 import load_pem_x509_certificate

SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
"""By type, what the signature covers, in this order; a subject only where there is one."""
LARGEST = 1_048_576
"""Bytes; SNS sends 256 KiB at most, of which JSON may make more."""


def verify(message: dict[str, Any], topic: str) -> None:
    """Raise InvalidSignature unless SNS sent the message, for this topic."""
    region = re.escape(topic.split(":")[3])
    address = rf"https://sns\.{region}\.amazonaws\.com(\.cn)?/SimpleNotificationService-\w+\.pem"
    if message["TopicArn"] != topic or not re.fullmatch(address, message["SigningCertURL"], re.ASCII):
        raise InvalidSignature
    signed = "".join(f"{name}\n{message[name]}\n" for name in SIGNED[message["Type"]] if message.get(name) is not None)
    digest = {"1": SHA1, "2": SHA256}[message["SignatureVersion"]]()
    key = public_key(message["SigningCertURL"])
    key.verify(base64.b64decode(message["Signature"]), signed.encode(), PKCS1v15(), digest)


@functools.lru_cache
def public_key(url: str) -> RSAPublicKey:
    """Return the key in a certificate of SNS's, which its host vouches for."""
    key = load_pem_x509_certificate(urllib.request.urlopen(url, timeout=5).read()).public_key()
    if not isinstance(key, RSAPublicKey):
        raise InvalidSignature
    return key


class Webhook(BaseHTTPRequestHandler):
    """Answers 200 once an event is dealt with; after 5xx or 15 seconds SNS sends it again, after 403 never."""

    topic, signed = "", True

    def do_POST(self) -> None:
        """Take a message of SNS's."""
        try:
            message = json.loads(self.rfile.read(min(int(self.headers["Content-Length"]), LARGEST)))
            if self.signed:
                verify(message, self.topic)
            if message["Type"] == "SubscriptionConfirmation":
                urllib.request.urlopen(message["SubscribeURL"], timeout=5).close()
            else:
                self.deal_with(json.loads(message["Message"]))
        except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
            self.send_error(403)
        else:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def deal_with(self, event: dict[str, Any]) -> None:
        """Print an event. It may come twice: know it by its id."""
        data = event["data"]
        outcome = data.get("final_outcome") or data.get("outcome") or data.get("label")
        print(event["id"], event["type"], data["transaction_id"], outcome, flush=True)


def main() -> None:
    """Serve until Ctrl-C."""
    Webhook.topic, Webhook.signed = sys.argv[2], sys.argv[3:] != ["unsigned"]
    with (
        contextlib.suppress(KeyboardInterrupt),
        ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Webhook) as server,
    ):
        print(f"waiting for events on http://127.0.0.1:{server.server_port}", file=sys.stderr, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
