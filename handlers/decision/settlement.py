"""What is left to do for a verdict, by what the scores table holds under its transaction's id.

A score's row is inserted with the alert that it owes in `pending`, the alert is published, then the row is settled:
`pending` goes, and `alerted_timestamps` keeps under which timestamp it was alerted. So a crash anywhere leaves
something that the repeat finds, and nothing that is settled alerts again.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from handlers.decision.verdict import Verdict

JUDGED = ("amount", "merchant")
"""What a verdict is made from, beside its transaction's keys; a row that differs in anything else stays settled."""


class Step(Enum):
    """The next thing to do for a verdict."""

    INSERT = auto()
    """The id has no score."""
    REPLACE = auto()
    """Somebody changed the transaction in its table since it was scored: it is decided, and alerted, anew."""
    OWE = auto()
    """The id's score is another transaction's: two requests of one id that raced. It stays; this one only alerts."""
    PUBLISH = auto()
    """All is written, and the alert still due."""
    NOTHING = auto()
    """All is done."""


def owed_alert(verdict: Verdict) -> str:
    """Return the entry in `pending` for the verdict's alert."""
    return f"alert:{verdict.transaction.timestamp}"


def next_step(standing: Mapping[str, Any] | None, verdict: Verdict, *, risky: bool) -> Step:
    """Return what is to be done for a verdict, which is to be alerted if it is risky, by the id's row."""
    if standing is None:
        return Step.INSERT
    same_transaction = standing.get("timestamp") == verdict.transaction.timestamp
    if same_transaction and any(standing.get(name) != verdict.content[name] for name in JUDGED):
        return Step.REPLACE
    if owed_alert(verdict) in _members(standing, "pending"):
        return Step.PUBLISH
    alerted = verdict.transaction.timestamp in _members(standing, "alerted_timestamps")
    return Step.NOTHING if same_transaction or not risky or alerted else Step.OWE


def _members(row: Mapping[str, Any], name: str) -> frozenset[Any]:
    """Return a set of the row's, empty where there is none; what else somebody put there fails this row alone."""
    held = row.get(name)
    return held if isinstance(held, frozenset) else frozenset()
