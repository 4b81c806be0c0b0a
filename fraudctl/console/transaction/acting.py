"""An action on a transaction: done and shown, or its page again with the trouble and with what was typed."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.responses import Response

from fraudctl.console.asked import Asked
from fraudctl.console.queue.selection import Selection
from fraudctl.console.room import trouble_page
from fraudctl.console.showing import key
from fraudctl.console.transaction.views import story_page
from fraudctl.console.trouble import FAILURES, trouble_of


def acted(asked: Asked, act: Callable[[str], object], done: str) -> Response:
    """Do something to the transaction that a form names, and go to its page, or to the queue where it came from."""
    identity = asked.form.get("id", "")
    try:
        act(identity)
    except FAILURES as error:
        trouble = trouble_of(error, asked.console)
        if trouble.passing:  # the page would not be read either
            return trouble_page(asked, trouble)
        return story_page(asked, identity, trouble)
    if asked.form.get("from") == "queue":  # with its filter, and at its row
        before = Selection.of(dict(parse_qsl(asked.form.get("query", ""))))
        return asked.go("/", **before.query(), at=key(identity))
    return asked.go("/transaction", id=identity, done=done)
