"""The label that an analyst gives a transaction."""

from typing import Any

from starlette.responses import Response

from fraudctl.console.asked import Asked
from fraudctl.console.transaction.acting import acted
from fraudctl.errors import CommandError
from fraudctl.labels.label_sender import STORED
from handlers.contract.transaction import milliseconds


def label(asked: Asked) -> Response:
    """Say that it was fraud, or legitimate; the next payment of its entities is decided by that."""
    console, form = asked.console, asked.form

    def act(identity: str) -> None:
        wanted: Any = {
            "transaction_id": identity,
            "label": form.get("label", ""),
            "source": "analyst",
            "at": milliseconds(console.now()),
        }
        if note := form.get("note"):
            wanted["note"] = note
        (result,) = console.api.label([wanted])
        if result.status not in STORED:
            raise CommandError(f"the label is not in force ({result.status}): {result.error}")
        console.cache.forget_detail(identity)

    return acted(asked, act, "label")
