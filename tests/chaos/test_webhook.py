"""The campaign's webhook confirms its subscription, and takes events unless it is to fail."""

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

from chaos.webhook import Webhook, webhook


def post(hook: Webhook, **message: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(hook.url).netloc, timeout=10)
    connection.request("POST", "/", json.dumps(message).encode())
    return connection.getresponse().status


def event(hook: Webhook, identity: str) -> int:
    return post(hook, Type="Notification", Message=json.dumps({"id": identity}))


def test_an_event_is_taken_unless_it_is_to_fail() -> None:
    with webhook() as hook:
        assert event(hook, "e-1") == 200
        hook.behaviour = "fails"
        assert event(hook, "e-2") == 500
        hook.behaviour = "takes"
        assert event(hook, "e-3") == 200

    assert hook.taken == {"e-1", "e-3"}


def test_one_that_hangs_is_let_go_at_the_end_and_has_taken_nothing() -> None:
    with webhook() as hook:
        hook.behaviour = "hangs"
        thread = threading.Thread(target=event, args=(hook, "e-1"))
        thread.start()
        hook.end()
        thread.join(10)

    assert not thread.is_alive()
    assert hook.taken == frozenset()


def test_a_subscription_is_confirmed() -> None:
    asked = list[str]()

    class Topic(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Topic) as server, webhook() as hook:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/confirm"
        assert post(hook, Type="SubscriptionConfirmation", SubscribeURL=url) == 200
        thread.join()

    assert asked == ["/confirm"]
