"""Rooms of the console: addresses with a view each, run in threads, where trouble becomes a page."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fraudctl.console.asked import Asked
from fraudctl.console.trouble import FAILURES, Trouble, trouble_of

View = Callable[[Asked], Response]

LARGEST_FORM = 2_000_000
"""Bytes of what is posted: a strategy with a model, pasted."""

MOST_FIELDS = 1000


@dataclass(frozen=True, kw_only=True)
class Room:
    """Pages about one thing; with a title they stand in the navigation."""

    address: str
    routes: Sequence[Route]
    title: str = ""


def page(path: str, view: View) -> Route:
    """Return the route of a view that only reads."""
    return Route(path, _endpoint(view), methods=["GET"])


def action(path: str, view: View) -> Route:
    """Return the route of a view that changes something; `asked.form` has what was posted."""
    return Route(path, _endpoint(view), methods=["POST"])


def _endpoint(view: View) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_FORM:
                return Response(f"at most {LARGEST_FORM:,} bytes are taken", 413, media_type="text/plain")
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
        except ValueError:  # no UTF-8, or too many fields
            return Response("the form is none that this page has", 400, media_type="text/plain")
        asked = Asked(
            console=request.app.state.console, path=request.url.path, query=dict(request.query_params), form=form
        )
        return await run_in_threadpool(_answered, view, asked)

    return answer


def _answered(view: View, asked: Asked) -> Response:
    """Return a view's answer; where it fails, a page that says why and keeps what was typed."""
    asked.console.saw_request()
    try:
        return view(asked)
    except FAILURES as error:
        return trouble_page(asked, trouble_of(error, asked.console))


def trouble_page(asked: Asked, trouble: Trouble) -> Response:
    """Return the page that says what happened and what to do, with the fields of the form to send again."""
    return asked.page("trouble.html", status=trouble.status, trouble=trouble)
