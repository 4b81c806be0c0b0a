"""`fraudctl list add`, `remove`, `show`: one entity at a time, in force with the next payment."""

from typing import Annotated

import typer

from fraudctl.commands.lists.group import ForceOption, lists
from fraudctl.commands.options import JsonOption, StackOption

ListArgument = Annotated[str, typer.Argument(metavar="LIST", help="As rules read it: blocked, trusted, ...")]
KindArgument = Annotated[str, typer.Argument(metavar="KIND", help="As strategies name it: customer, card, ...")]
EntityIdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="The entity's id; after -- if it begins with a hyphen.")
]
NoteOption = Annotated[str | None, typer.Option(help="A remark, kept with the entry and the record of the change.")]


@lists.command()
def add(
    name: ListArgument,
    kind: KindArgument,
    identity: EntityIdArgument,
    *,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="ISO 8601, UTC unless it says otherwise, or from now: 30d."),
    ] = None,
    note: NoteOption = None,
    force: ForceOption = False,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put an entity on a list; the next payment is decided by it.

    An entry that is there already is replaced if it ends at another time or has another note.
    """
    from datetime import UTC, datetime

    from fraudctl.lists.list_view import change_facts, described
    from fraudctl.lists.stack_lists import StackLists, valid_note
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.times import parse_until

    now = datetime.now(UTC)
    ends, remark = None if until is None else parse_until(until, now), valid_note(note)
    stack_lists = StackLists.of(Target.find(stack), now)
    entity = stack_lists.scope.entity(kind, identity)
    listed = stack_lists.scope.list_name(kind, name, force=force)
    result = stack_lists.add(entity, listed, until=ends, note=remark)
    if as_json:
        report.print_json(change_facts(entity, listed, result, on_it=True))
    elif result.changed or not result.before:
        report.out.print(f"{entity.kind} {entity.id} is on the list {listed}", markup=False)
    else:
        report.out.print(f"{entity.kind} {entity.id} is on the list {listed} already, {described(result.before)}")


@lists.command()
def remove(
    name: ListArgument,
    kind: KindArgument,
    identity: EntityIdArgument,
    *,
    note: NoteOption = None,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an entity off a list; exit 1 if it is not on it."""
    from datetime import UTC, datetime

    from fraudctl.errors import CommandError
    from fraudctl.lists.list_view import change_facts
    from fraudctl.lists.stack_lists import StackLists, valid_note
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    remark = valid_note(note)
    stack_lists = StackLists.of(Target.find(stack), datetime.now(UTC))
    entity = stack_lists.scope.entity(kind, identity)
    listed = stack_lists.scope.list_name(kind, name, force=True)
    result = stack_lists.remove(entity, listed, note=remark)
    if not result.changed:
        raise CommandError(f"{entity.kind} {entity.id} is not on the list {listed}")
    if as_json:
        report.print_json(change_facts(entity, listed, result, on_it=False))
    else:
        report.out.print(f"{entity.kind} {entity.id} is off the list {listed}")


@lists.command()
def show(
    name: Annotated[str | None, typer.Argument(metavar="LIST", help="All lists without it.")] = None,
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="All its entries without it.")] = None,
    identity: Annotated[str | None, typer.Argument(metavar="ID", help="All of the kind without it.")] = None,
    *,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an entity's entry on a list, the entries of a list, or all lists with the strategies that read them.

    All but an entity's entry takes a read of the whole profiles table. Exit 1 if the entity is not on the list.
    """
    from datetime import UTC, datetime

    from fraudctl.lists.list_scan import all_entries
    from fraudctl.lists.list_view import render_entries, render_lists
    from fraudctl.lists.stack_lists import StackLists
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    now, target = datetime.now(UTC), Target.find(stack)
    stack_lists = StackLists.of(target, now)
    listed = None if name is None else stack_lists.scope.list_name(kind or "", name, force=True)
    of_kind = None if kind is None else stack_lists.scope.kind(kind)
    if listed and of_kind and identity is not None:
        entries = [stack_lists.entry(stack_lists.scope.entity(of_kind, identity), listed)]
    else:
        progress = report.progress(report.COUNT)
        task = progress.add_task("items read", total=None)
        with progress:
            found = all_entries(target, lambda count: progress.advance(task, count))
            entries = [each for each in found if listed in (None, each.list) and of_kind in (None, each.entity.kind)]
    if as_json:
        report.print_json([each.facts(now) for each in entries])
    else:
        report.out.print(render_entries(entries, now) if listed else render_lists(stack_lists.scope, entries, now))
