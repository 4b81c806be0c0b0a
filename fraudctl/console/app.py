"""The console as an application: its rooms, its style and script, and the guard before them."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from fraudctl.console.asked import Asked
from fraudctl.console.context import Console
from fraudctl.console.guard import Guard
from fraudctl.console.health.room import ROOM as HEALTH
from fraudctl.console.queue.room import ROOM as QUEUE
from fraudctl.console.room import Room, trouble_page
from fraudctl.console.session import ConsoleSession
from fraudctl.console.strategies.room import ROOM as STRATEGIES
from fraudctl.console.transaction.room import ROOM as TRANSACTION
from fraudctl.console.trouble import Trouble

ROOMS: tuple[Room, ...] = (QUEUE, TRANSACTION, STRATEGIES, HEALTH)
"""Every room; the navigation has those with a title, in this order."""

STATIC = Path(__file__).parent / "static"


def application(console: Console, session: ConsoleSession) -> Guard:
    """Return the application that answers for a console."""
    routes = [route for room in ROOMS for route in room.routes]
    app = Starlette(
        routes=[*routes, Mount("/static", StaticFiles(directory=STATIC))],
        exception_handlers={HTTPException: _not_here, Exception: _broken},
    )
    app.state.console = console
    console.navigation = [(room.address, room.title) for room in ROOMS if room.title]
    return Guard(app, session)


def _not_here(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _said(request, Trouble(title="There is no such page", said=request.url.path, to_do="", status=status))


def _broken(request: Request, error: Exception) -> Response:
    """Return the page of an error of ours; the traceback goes to the terminal."""
    said = f"{type(error).__name__}; the terminal of the command has the details."
    return _said(request, Trouble(title="The console has an error", said=said, to_do="", status=500))


def _said(request: Request, trouble: Trouble) -> Response:
    return trouble_page(Asked(console=request.app.state.console, path=request.url.path), trouble)
