"""`fraudctl strategy show`, `diff` and `history`: what is and was deployed, and how strategies differ."""

from typing import Annotated

import typer

from fraudctl.commands.options import JsonOption, StackOption, file_or_named, print_rows
from fraudctl.commands.strategy.group import strategy

SIDE = "A file, or of a stack: active, shadow, challenger, packaged or a digest."


@strategy.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help=SIDE)],
    after: Annotated[str, typer.Argument(metavar="B", help="The strategy that is to follow it, likewise.")],
    *,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell in words how a strategy differs from another: rules added, removed, changed and moved.

    Exit 0 if both are valid, different or not. A file goes before a name of the stack that is written alike.
    """
    from fraudctl.strategy.difference import differences
    from fraudctl.strategy.view import difference_rows
    from fraudctl.terminal import report

    one, other = file_or_named(before, stack), file_or_named(after, stack)
    found = list(differences(one.document, other.document))
    if as_json:
        report.print_json([each.facts() for each in found])
    else:
        print_rows(report.out, difference_rows(one, other, found))


@strategy.command()
def show(
    named: Annotated[
        str, typer.Argument(metavar="NAME", help="active, shadow, challenger, packaged, or a digest.")
    ] = "active",
    *,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a strategy of a stack as YAML, which `deploy` takes back to the same digest, on another stack too.

    Examples are no part of what is deployed, and stay with the file that was.
    """
    from fraudctl.rollout.named import named_strategy
    from fraudctl.rollout.table.session import Session
    from fraudctl.strategy.yaml_text import yaml_of
    from fraudctl.terminal import report

    found = named_strategy(Session.open(stack), named)
    made = found.strategy
    if as_json:
        report.print_json({"name": made.name, "digest": made.digest, "role": found.role, "document": made.document})
    else:
        typer.echo(f"# {found.role}\n# digest {made.digest}\n{yaml_of(made.document)}", nl=False)


@strategy.command()
def history(
    *,
    last: Annotated[int, typer.Option(min=1, metavar="COUNT", help="Changes that are shown, at most.")] = 20,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is deployed now, and who changed what, when and why, newest first."""
    from itertools import islice

    from fraudctl.rollout.history_view import history_facts, render_history
    from fraudctl.rollout.table.session import Session
    from fraudctl.terminal import report

    session = Session.open(stack)
    read, changes = session.table.pointers(), list(islice(session.table.changes(), last))
    if as_json:
        report.print_json(history_facts(read, changes))
    else:
        report.out.print(render_history(read, changes))
