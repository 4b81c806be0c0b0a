"""Words of a person for a pointer, an answer, a share of the customers and a note."""

import re

from fraudctl.errors import CommandError
from fraudctl.rollout.moves import OFF
from fraudctl.terminal.escaping import subject
from handlers.contract.strict_json import encodable
from handlers.decision.strategy.pointers import CHALLENGER, SHADOW

LONGEST_NOTE = 1000
"""Characters."""

_SHARE = re.compile(r"([1-9][0-9]?|100)%", re.ASCII)


def tried_pointer(named: str) -> str:
    """Return the pointer that a person names, of the two that try a strategy.

    Raises:
        CommandError: it is neither.
    """
    if named not in (SHADOW, CHALLENGER):
        raise CommandError(f"{subject(named)}: give shadow or challenger")
    return named


def outcome_of(named: str) -> str:
    """Return the override that a person names.

    Raises:
        CommandError: it is none.
    """
    if named not in ("approve", "review", OFF):
        raise CommandError(f"{subject(named)}: give approve, review or off")
    return named


def share(written: str) -> int:
    """Return the percentage that a person wrote, as `10%`.

    Raises:
        CommandError: it is no whole percentage from 1% to 100%.
    """
    if not (found := _SHARE.fullmatch(written)):
        shown = subject(written)
        raise CommandError(f"{shown}: give the share of the customers as a whole percentage, from 1% to 100%")
    return int(found.group(1))


def require_note(note: str | None, *, force: bool) -> None:
    """Raise unless the note can be recorded, and is there where guards are overridden.

    Raises:
        CommandError: it is not.
    """
    if force and not (note or "").strip():
        raise CommandError("--force needs a --note: the record says why the guards were overridden")
    if note is not None and len(note) > LONGEST_NOTE:
        raise CommandError(f"a note has at most {LONGEST_NOTE:,} characters; this one has {len(note):,}")
    if note is not None and not encodable(note):
        raise CommandError("a note is valid Unicode; this one is not")
