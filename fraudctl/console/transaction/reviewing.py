"""Actions on a review: claim, release, decide."""

from typing import Any

from starlette.responses import Response

from fraudctl.console.asked import Asked
from fraudctl.console.transaction.acting import acted


def claim(asked: Asked) -> Response:
    """Claim a review; whoever comes second hears who was first."""
    return _acted(asked, action="claim")


def release(asked: Asked) -> Response:
    """Give a review back."""
    return _acted(asked, action="release")


def decide(asked: Asked) -> Response:
    """Approve or decline, with a label and a note if there are any."""
    form = asked.form
    more = {name: form[name] for name in ("label", "note") if form.get(name)}
    return _acted(asked, action="decide", outcome=form.get("outcome", ""), **more)


def _acted(asked: Asked, **fields: Any) -> Response:
    console = asked.console

    def act(identity: str) -> None:
        wanted: Any = {"transaction_id": identity, **fields}
        if console.by:
            wanted["by"] = console.by
        now = console.api.review(wanted)
        console.cache.put_review(now, console.now())
        if fields["action"] == "claim":
            console.caller = now.claimed_by

    return acted(asked, act, str(fields["action"]))
