"""A strategy that a person names: a pointer, a digest or the beginning of one, the packaged default."""

import re
from dataclasses import dataclass

from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import packaged_strategies
from fraudctl.rollout.candidate import pinned_default
from fraudctl.rollout.moves import tried
from fraudctl.rollout.table.documents import UnknownVersion
from fraudctl.rollout.table.session import Session
from fraudctl.terminal.escaping import subject
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, PACKAGED, SHADOW
from handlers.decision.strategy.strategy import Strategy

_DIGEST = re.compile(r"[0-9a-f]{6,64}", re.ASCII)
_WHOLE = 64

EXPECTED = "give active, shadow, challenger, packaged, or the digest of a strategy (six characters of it or more)"


@dataclass(frozen=True, kw_only=True)
class NamedStrategy:
    """A strategy of a stack, with what it is there."""

    strategy: Strategy
    role: str
    """As a person reads it, such as `the active strategy of dev`."""
    packaged: bool = False


def is_name(text: str) -> bool:
    """Return whether a text names a strategy of a stack; a file may have the same name."""
    return text in (ACTIVE, SHADOW, CHALLENGER, PACKAGED) or bool(_DIGEST.fullmatch(text))


def named_strategy(session: Session, name: str) -> NamedStrategy:
    """Return the strategy of a stack that a person names.

    Raises:
        CommandError: the name is none, or of none or of several strategies; or what it names cannot be followed.
    """
    stack = session.target.stack
    if _DIGEST.fullmatch(name):
        digest = _whole_digest(session, name)
        return NamedStrategy(strategy=session.table.document(digest), role=f"a strategy of {stack}")
    if not is_name(name):
        raise CommandError(f"{subject(name)}: {EXPECTED}")
    version, role = PACKAGED, f"the packaged default, with the thresholds of {stack}"
    if name != PACKAGED:
        read = session.table.pointers()
        version = read.active if name == ACTIVE else tried(read, name)
        of_pointer = f"the {'active strategy' if name == ACTIVE else name} of {stack}"
        role = f"{of_pointer}: {role}" if version == PACKAGED else of_pointer
    if version == PACKAGED:
        return NamedStrategy(strategy=pinned_default(session.target), role=role, packaged=True)
    return NamedStrategy(strategy=session.table.document(version), role=role)


def _whole_digest(session: Session, written: str) -> str:
    """Return the one digest that begins so.

    Raises:
        CommandError: none does, or several do.
    """
    if len(written) == _WHOLE:
        return written
    stored = session.table.digests(written)
    packaged = {each.digest for each in packaged_strategies() if each.digest.startswith(written)}
    found = sorted({*stored, *packaged})
    if not found:
        raise UnknownVersion(f"the stack has no strategy whose digest begins with {written}")
    if len(found) > 1:
        several = ", ".join(each[: len(written) + 6] for each in found)
        raise CommandError(f"{written} is the beginning of several digests: {several}")
    return found[0]
