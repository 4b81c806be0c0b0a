"""The moves of pointers: what each action makes of the pointers that were read. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.rollout.table.move import Move, said, short
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, OVERRIDE, SHADOW, Pointers

STRATEGY_POINTERS = (ACTIVE, SHADOW, CHALLENGER)

MOST_BEFORE = 50
"""Versions that rolling back can return to, one after the other."""

OFF = "off"
"""Stands for no override."""


class NothingToDo(CommandError):
    """Raised when the pointers say already what was asked for."""


def deploy(read: Pointers, digest: str, pointer: str = ACTIVE, percent: int | None = None) -> Move:
    """Return the move that makes a version the active strategy, the shadow or the challenger.

    Raises:
        NothingToDo: it is that already.
        CommandError: it is the active one, so that trying it beside that would tell nothing.
    """
    before = {ACTIVE: read.active, SHADOW: read.shadow, CHALLENGER: read.challenger}[pointer]
    if before == digest and (pointer != CHALLENGER or read.percent == percent):
        raise NothingToDo(f"{digest[:12]} is the {said(pointer, percent)} already: nothing was changed")
    if pointer != ACTIVE and digest == read.active:
        raise CommandError(f"{digest[:12]} is the active strategy itself: as {pointer} it would tell nothing new")
    content = {ACTIVE: _active(read, digest), SHADOW: {"digest": digest}}.get(pointer)
    rows = {pointer: content or {"digest": digest, "percent": percent}}
    return Move(
        read=read,
        action="deploy",
        pointer=pointer,
        rows=rows,
        held=[each for each in STRATEGY_POINTERS if each != pointer],
        before=before,
        after=digest,
        percent=percent,
    )


def promote(read: Pointers, pointer: str) -> Move:
    """Return the move that makes the shadow or the challenger the active strategy, and ends it as that.

    Raises:
        CommandError: there is none.
    """
    digest = tried(read, pointer)
    others = [each for each in STRATEGY_POINTERS if each not in (ACTIVE, pointer)]
    rows = {ACTIVE: _active(read, digest), pointer: dict[str, Any]()}
    return Move(read=read, action="promote", pointer=pointer, rows=rows, held=others, before=read.active, after=digest)


def stop(read: Pointers, pointer: str) -> Move:
    """Return the move that ends the shadow or the challenger.

    Raises:
        CommandError: there is none.
    """
    return Move(read=read, action="stop", pointer=pointer, rows={pointer: {}}, before=tried(read, pointer))


def version_before(read: Pointers) -> str:
    """Return the version that rolling back returns to.

    Raises:
        CommandError: there is none.
    """
    if not read.before:
        raise CommandError(
            f"there is nothing to roll back to: the active strategy, {short(read.active)}, came after no other"
        )
    return read.before[-1]


def rollback(read: Pointers, stopped: Collection[str] = ()) -> Move:
    """Return the move back to the version before, which clears the pointers that cannot stay beside it.

    Raises:
        CommandError: there is no version before.
    """
    digest = version_before(read)
    rows: dict[str, Mapping[str, Any]] = {ACTIVE: {"digest": digest, "before": list(read.before[:-1])}}
    return Move(
        read=read,
        action="rollback",
        pointer=ACTIVE,
        rows=rows | {each: {} for each in stopped},
        held=[each for each in (SHADOW, CHALLENGER) if each not in stopped],
        before=read.active,
        after=digest,
        stopped=list(stopped),
    )


def override(read: Pointers, outcome: str) -> Move:
    """Return the move that puts one answer in place of every decision's own, or ends that.

    Raises:
        NothingToDo: it is so already.
    """
    before = read.override or OFF
    if outcome == before:
        raise NothingToDo(f"the override is {outcome} already: nothing was changed")
    rows = {OVERRIDE: {} if outcome == OFF else {"outcome": outcome}}
    return Move(read=read, action="override", pointer=OVERRIDE, rows=rows, before=before, after=outcome)


def tried(read: Pointers, pointer: str) -> str:
    """Return the digest of the shadow or the challenger.

    Raises:
        CommandError: there is none.
    """
    digest = read.shadow if pointer == SHADOW else read.challenger
    if digest is None:
        raise CommandError(f"there is no {pointer}: `fraudctl strategy history` says what was deployed as what")
    return digest


def _active(read: Pointers, digest: str) -> dict[str, Any]:
    return {"digest": digest, "before": [*read.before, read.active][-MOST_BEFORE:]}
