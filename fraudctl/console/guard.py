"""The guard before all views: who may come in, from where, and the headers of every answer."""

from collections.abc import Iterator
from html import escape

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fraudctl.console.session import ConsoleSession

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = (
    ("content-security-policy", CONTENT_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
)

SAFE = frozenset(("GET", "HEAD"))
OWN_SITE = frozenset(("none", "same-origin"))
"""Values of `Sec-Fetch-Site` for what the person or one of our pages asked for. Another port of this host is same-site,
and gets the cookie in spite of SameSite."""

ENTRANCE = "/enter/"

NOT_LET_IN = (
    "Open the address that the command printed. It works once: where it was opened before, end the command and start "
    "it again."
)
SPENT = "It works once. End the command and start it again for another."


class Guard:
    """An ASGI application around the views."""

    def __init__(self, app: ASGIApp, session: ConsoleSession) -> None:
        self._app, self._session = app, session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on to the views."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no WebSockets here
            await send({"type": "websocket.close", "code": 1008})
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = {name.encode() for name, _ in HEADERS}
                kept = [each for each in message.get("headers", ()) if each[0].lower() not in named]
                message = {**message, "headers": [*kept, *((key.encode(), said.encode()) for key, said in HEADERS)]}
            await send(message)

        await (self._refusal(scope) or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the answer to who is not let in, or comes in; None for whoever may go on."""
        hosts, sites = list(_header(scope, b"host")), set(_header(scope, b"sec-fetch-site"))
        if len(hosts) != 1 or hosts[0].lower() not in self._session.hosts:
            return _refused(421, "another host", "This console answers to 127.0.0.1 and its own port alone.")
        if not sites <= OWN_SITE:
            return _refused(403, "asked for by another page", "Type or paste the address into the browser yourself.")
        reads = scope["method"] in SAFE
        if reads and scope["path"].startswith(ENTRANCE):
            return self._entered(scope)
        if not any(map(self._session.admits, _header(scope, b"cookie"))):
            return _refused(403, "not let in", NOT_LET_IN)
        if not reads and not _from_own_page(hosts[0].lower(), list(_header(scope, b"origin")), sites):
            return _refused(403, "asked for by another page", "A change is taken from the console's own pages alone.")
        return None

    def _entered(self, scope: Scope) -> Response:
        cookie = self._session.enter(scope["path"].removeprefix(ENTRANCE)) if scope["method"] == "GET" else None
        if cookie is None:
            return _refused(403, "this address was opened before", SPENT)
        return RedirectResponse("/", status_code=303, headers={"set-cookie": cookie})


def _from_own_page(host: str, origins: list[str], sites: set[str]) -> bool:
    """Return whether the browser says that one of our pages asks for a change.

    Under our `Referrer-Policy` a browser says of a form that its origin is null; `Sec-Fetch-Site`, which no page can
    set, says then where it is from.
    """
    return origins == [f"http://{host}"] or (origins in ([], ["null"]) and sites == {"same-origin"})


def _header(scope: Scope, name: bytes) -> Iterator[str]:
    yield from (value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name)


def _refused(status: int, title: str, said: str) -> Response:
    """Return a page for whoever is not let in: it shows nothing of the stack, and no style or script."""
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>fraudctl console: {escape(title)}</title>"
        f"<main><h1>{escape(title.capitalize())}</h1><p>{escape(said)}</p></main></html>"
    )
    return HTMLResponse(page, status)
