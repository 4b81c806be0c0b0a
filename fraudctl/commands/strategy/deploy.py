"""`fraudctl strategy deploy` and `promote`: a strategy put live, or tried beside the active one."""

from pathlib import Path
from typing import Annotated

import typer

from fraudctl.commands.options import JsonOption, StackOption, print_rows
from fraudctl.commands.strategy.group import ForceOption, NoteOption, TriedArgument, YesOption, strategy


@strategy.command()
def deploy(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A strategy, as YAML.")] = None,
    *,
    packaged: Annotated[
        bool, typer.Option("--packaged", help="The packaged default, with the stack's thresholds written in.")
    ] = False,
    shadow: Annotated[
        bool, typer.Option("--shadow", help="Decide by it beside the active one, which changes nothing.")
    ] = False,
    challenger: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="Decide by it for a share of the customers, as 10%.")
    ] = None,
    note: NoteOption = None,
    force: ForceOption = False,
    yes: YesOption = False,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a strategy live on a stack, without a deployment of code.

    It must compile, and its examples must hold. Unless it is a shadow, it is tried on up to 10,000 stored decisions
    first: it is refused if alerts or declines would more than triple or fall below a third (by ten or more: of fewer,
    chance may be the reason), or if something that it reads, and the active strategy does not, had no data. It prints
    what would come out otherwise, with five examples, before it asks. Whoever deploys at the same time as another is
    told who was faster.
    """
    from fraudctl.errors import CommandError
    from fraudctl.rollout.candidate import failed_examples, pinned_default, tested_file
    from fraudctl.rollout.carrying_out import carry_out, say_nothing_to_do, try_proposal
    from fraudctl.rollout.moves import NothingToDo
    from fraudctl.rollout.moves import deploy as move_of
    from fraudctl.rollout.neighbours import require_fit
    from fraudctl.rollout.proposal import propose
    from fraudctl.rollout.table.session import Session
    from fraudctl.rollout.written import require_note, share
    from fraudctl.strategy.view import results_rows
    from fraudctl.terminal import report
    from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, SHADOW

    if (file is None) != packaged:
        raise CommandError("give a FILE, or --packaged" + ("" if file is None else ", and not both"))
    if shadow and challenger is not None:
        raise CommandError("give --shadow or --challenger, not both: each has a pointer of its own")
    require_note(note, force=force)
    percent = share(challenger) if challenger is not None else None
    pointer = SHADOW if shadow else CHALLENGER if percent else ACTIVE
    refused = []
    if file is not None:
        results = tested_file(file)
        refused = failed_examples(results)
        if not results.passed:
            print_rows(report.err, results_rows(results))
        if (made := results.checked.strategy) is None:
            raise typer.Exit(1)
        session = Session.open(stack)
    else:
        session = Session.open(stack)
        made = pinned_default(session.target)
    read = session.table.pointers()
    try:
        move = move_of(read, made.digest, pointer, percent)
    except NothingToDo as reason:
        say_nothing_to_do(reason, as_json=as_json)
        return
    require_fit(session.table, read, made, pointer)
    proposal = propose(session.table, move, made, refused)
    if not shadow:
        proposal = try_proposal(session, proposal)
    carry_out(session, proposal, note=note, force=force, yes=yes, as_json=as_json)


@strategy.command()
def promote(
    tried: TriedArgument,
    *,
    note: NoteOption = None,
    force: ForceOption = False,
    yes: YesOption = False,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the shadow or the challenger the active strategy.

    The guards are those of `deploy`, on decisions that had read all that it reads, once there are a hundred.
    """
    from fraudctl.rollout.carrying_out import carry_out, try_proposal
    from fraudctl.rollout.moves import promote as move_of
    from fraudctl.rollout.proposal import propose
    from fraudctl.rollout.table.session import Session
    from fraudctl.rollout.written import require_note, tried_pointer

    pointer = tried_pointer(tried)
    require_note(note, force=force)
    session = Session.open(stack)
    move = move_of(session.table.pointers(), pointer)
    made = session.table.document(str(move.after))
    proposal = try_proposal(session, propose(session.table, move, made))
    carry_out(session, proposal, note=note, force=force, yes=yes, as_json=as_json)
