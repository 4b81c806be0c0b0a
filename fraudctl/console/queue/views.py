"""The queue's views: the page, and its rows alone for the script that refreshes them."""

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from fraudctl.console.asked import Asked
from fraudctl.console.queue.selection import ONLY, OUTCOMES, SORTS, Selection, is_mine, select


def show(asked: Asked) -> Response:
    """Return the page."""
    return asked.page("queue/queue.html", **_values(asked))


def rows(asked: Asked) -> Response:
    """Return the part of the page that refreshes itself."""
    return asked.page("queue/rows.html", **_values(asked))


def _values(asked: Asked) -> dict[str, Any]:
    console, selection = asked.console, Selection.of(asked.query)
    caller, snapshot = console.caller, console.cache.snapshot()
    selected = select(snapshot.cases, selection, caller)
    if unread := [case.transaction_id for case in selected.rows if case.detail is None]:
        console.refresher.read_details(unread)
        rows_now = [console.cache.case(case.transaction_id) or case for case in selected.rows]
        selected = replace(selected, rows=rows_now)
    return {
        "selection": selection,
        "selected": selected,
        "snapshot": snapshot,
        "trouble": console.refresher.trouble,
        "now": console.now(),
        "is_mine": lambda case: is_mine(case, caller),
        "only": ONLY,
        "sorts": SORTS,
        "outcomes": OUTCOMES,
        "at": asked.query.get("at", ""),
    }
