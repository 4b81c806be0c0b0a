"""Actions on a review: claim, release, decide."""

from typing import Any

from starlette.responses import Response

from fraudctl.console.asked import Asked


def claim(asked: Asked) -> Response:
    """Claim a review; whoever comes second hears who was first."""
    return _acted(asked, action="claim")


def release(asked: Asked) -> Response:
    """Give a review back."""
    return _acted(asked, action="release")


def decide(asked: Asked) -> Response:
    """Approve or decline."""
    form = asked.form
    more = {name: form[name] for name in ("label", "note") if form.get(name)}
    return _acted(asked, action="decide", outcome=form.get("outcome", ""), **more)


def _acted(asked: Asked, **fields: Any) -> Response:
    console, identity = asked.console, asked.form.get("id", "")
    if console.by:
        fields["by"] = console.by
    wanted: Any = {"transaction_id": identity, **fields}
    console.cache.put_review(console.api.review(wanted), console.now())
    return asked.go("/") if asked.form.get("from") == "queue" else asked.go("/transaction", id=identity)
