"""A proposed change carried out: it is tried, shown, held against its guards, asked about, and made."""

from typing import Any

from fraudctl.errors import CommandError
from fraudctl.rollout.moves import OFF
from fraudctl.rollout.proposal import Proposal, tried
from fraudctl.rollout.proposal_view import proposal_rows
from fraudctl.rollout.table.change import Change
from fraudctl.rollout.table.move import Move, said, short
from fraudctl.rollout.table.session import Session
from fraudctl.rollout.trial.sample import Sampler
from fraudctl.terminal import report
from fraudctl.terminal.confirming import confirm
from fraudctl.terminal.text import Text
from handlers.decision.strategy.pointers import ACTIVE

IN_FORCE = "in force within a minute"
"""The promise of the functions for every change of a pointer."""


def try_proposal(session: Session, proposal: Proposal) -> Proposal:
    """Return the proposal tried on stored decisions, with progress on the terminal."""
    progress = report.progress(report.COUNT)
    with progress:
        read = progress.add_task("decisions looked at", total=None)
        decided = progress.add_task("decided again", total=None)
        sampler = Sampler.of(session.target, lambda rows: progress.advance(read, rows))
        return tried(proposal, sampler, lambda: progress.advance(decided))


def carry_out(session: Session, proposal: Proposal, *, note: str | None, force: bool, yes: bool, as_json: bool) -> None:
    """Show a proposal, hold it against its guards, ask, and make the change.

    Raises:
        CommandError: a guard refuses it and is not overridden, the answer is no, or somebody else was faster.
    """
    move = proposal.move
    for row in () if as_json else proposal_rows(proposal):
        report.out.print(row, soft_wrap=isinstance(row, Text))
    try:
        _require_allowed(proposal, force=force)
        confirm(f"make it the {pointed_at(move)}?", yes=yes)
        forced = tuple(each.guard for each in proposal.refused)
        change = session.make(move, proposal.strategy, note=note, forced=forced)
    except CommandError:
        if as_json:
            report.print_json({**proposal.facts(), "done": False})
        raise
    if as_json:
        report.print_json({**proposal.facts(), "done": True, "change": change.facts()})
        return
    undo = "rollback" if pointed_at(move) == said(ACTIVE) else f"stop {move.pointer}"
    report.out.print(Text(f"done: {short(proposal.strategy.digest)} is the {pointed_at(move)}, {IN_FORCE}", "bold"))
    report.out.print(Text(f"  `fraudctl strategy {undo}` takes it back"))


def say_made(move: Move, change: Change, *, as_json: bool) -> None:
    """Print a change that needed no trial."""
    if as_json:
        report.print_json({"done": True, "change": change.facts()})
        return
    report.out.print(Text(f"done: {_result(move)}, {IN_FORCE}", "bold"))
    for pointer in move.stopped:
        report.out.print(Text(f"  the {pointer} was stopped: it finds an entity elsewhere than what is active now"))


def say_nothing_to_do(reason: Any, *, as_json: bool) -> None:
    """Print that all is so already, which is no error: a program may ask for the same again."""
    if as_json:
        report.print_json({"done": False, "nothing_to_do": str(reason)})
    else:
        report.out.print(Text(str(reason)))


def pointed_at(move: Move) -> str:
    """Return what a move makes of the version that it brings."""
    return said(ACTIVE if move.action == "promote" else move.pointer, move.percent)


def _result(move: Move) -> str:
    match move.action:
        case "stop":
            return f"{short(str(move.before))} is no {move.pointer} any more"
        case "override" if move.after == OFF:
            return "decisions are answered as they are made again"
        case "override":
            return f"every decision is answered with {move.after}"
    return f"{short(str(move.after))} is active again, in place of {short(str(move.before))}"


def _require_allowed(proposal: Proposal, *, force: bool) -> None:
    if proposal.refused and not force:
        reasons = "; ".join(each.reason for each in proposal.refused)
        raise CommandError(f"refused, nothing was changed: {reasons}; --force with a --note overrides that")
