"""`fraudctl strategy stop`, `rollback` and `override`: what ends, undoes or outvotes a strategy, in seconds."""

from typing import Annotated

import typer

from fraudctl.commands.options import JsonOption, StackOption
from fraudctl.commands.strategy.group import NoteOption, TriedArgument, YesOption, strategy


@strategy.command()
def stop(
    tried: TriedArgument, *, note: NoteOption = None, stack: StackOption = None, as_json: JsonOption = False
) -> None:
    """End the shadow or the challenger; the active strategy decides on."""
    from fraudctl.rollout.carrying_out import say_made
    from fraudctl.rollout.moves import stop as move_of
    from fraudctl.rollout.table.session import Session
    from fraudctl.rollout.written import require_note, tried_pointer

    pointer = tried_pointer(tried)
    require_note(note, force=False)
    session = Session.open(stack)
    move = move_of(session.table.pointers(), pointer)
    say_made(move, session.make(move, note=note), as_json=as_json)


@strategy.command()
def rollback(*, note: NoteOption = None, stack: StackOption = None, as_json: JsonOption = False) -> None:
    """Return to the active strategy before this one, at once.

    Doing so again returns to the one before that; before the first that was deployed is the packaged default. A shadow
    or a challenger that cannot read together with it is stopped by the same change.
    """
    from fraudctl.rollout.carrying_out import say_made
    from fraudctl.rollout.moves import rollback as move_of
    from fraudctl.rollout.moves import version_before
    from fraudctl.rollout.neighbours import clashing, version_of
    from fraudctl.rollout.table.session import Session
    from fraudctl.rollout.written import require_note

    require_note(note, force=False)
    session = Session.open(stack)
    read = session.table.pointers()
    former = version_of(session.table, version_before(read))
    move = move_of(read, clashing(session.table, read, former))
    say_made(move, session.make(move, former, note=note), as_json=as_json)


@strategy.command()
def override(
    answer: Annotated[str, typer.Argument(metavar="approve|review|off", help="The answer, or off.")],
    *,
    note: NoteOption = None,
    yes: YesOption = False,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer every decision with approve or review, whatever the strategy says, or end that.

    The bad day's switch: it outvotes rules and lists too, asks first, and holds until it is off. Alerts and profiles
    follow the strategy's own outcome, which is stored beside the answer.
    """
    from fraudctl.rollout.carrying_out import say_made, say_nothing_to_do
    from fraudctl.rollout.moves import OFF, NothingToDo
    from fraudctl.rollout.moves import override as move_of
    from fraudctl.rollout.table.session import Session
    from fraudctl.rollout.written import outcome_of, require_note
    from fraudctl.terminal.confirming import confirm

    outcome = outcome_of(answer)
    require_note(note, force=False)
    session = Session.open(stack)
    try:
        move = move_of(session.table.pointers(), outcome)
    except NothingToDo as reason:
        say_nothing_to_do(reason, as_json=as_json)
        return
    if outcome != OFF:
        confirm(f"answer every decision of {session.target.stack} with {outcome}?", yes=yes)
    say_made(move, session.make(move, note=note), as_json=as_json)
