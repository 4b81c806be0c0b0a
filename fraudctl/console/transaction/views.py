"""The transaction's view."""

from starlette.responses import Response

from fraudctl.console.asked import Asked


def show(asked: Asked) -> Response:
    """Return the page of a transaction."""
    story = asked.console.api.transaction(asked.query.get("id", ""))
    return asked.page("transaction/transaction.html", story=story, now=asked.console.now())
