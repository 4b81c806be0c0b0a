"""`fraudctl profiles`: what is known of customers, terminals and other entities: loaded, shown, made anew."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fraudctl.commands.options import CommandGroup, FormatOption, JsonOption, MappingOption, StackOption, line_reader

if TYPE_CHECKING:
    from fraudctl.profiles.load_summary import LoadSummary

profiles = typer.Typer(
    cls=CommandGroup,
    help="Load, show and rebuild what is known of customers, terminals and other entities.",
    no_args_is_help=True,
)

KindArgument = Annotated[str, typer.Argument(metavar="KIND", help="As the strategy names it: customer, terminal, ...")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The entity's id; after -- if it begins with a hyphen.")]


@profiles.command()
def load(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="Past payments as `send` reads them, each with a timestamp; label, label_received and declined too.",
        ),
    ],
    *,
    stack: StackOption = None,
    again: Annotated[
        bool, typer.Option("--again", help="What is loaded already, too: for who lost it by a rebuild or by damage.")
    ] = False,
    form: FormatOption = None,
    mapping: MappingOption = None,
    as_json: JsonOption = False,
) -> None:
    """Warm profiles with past payments.

    They are not stored, scored or alerted, and count in the order of the file. Loading it again goes on where it ended,
    and never counts one twice. Lines that are refused are written to FILE.refused. Exit 0 if all were loaded.
    """
    from fraudctl.client.reading import read_transactions
    from fraudctl.interruption import report_if_interrupted
    from fraudctl.profiles.load_view import render_load
    from fraudctl.profiles.loading import Loader
    from fraudctl.recovery.function_client import FunctionClient
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    read = line_reader(form, mapping) or read_transactions
    target = Target.find(stack)
    progress = report.progress(report.COUNT)
    task = progress.add_task("loaded", total=None)

    def loaded(summary: "LoadSummary") -> None:
        progress.update(task, completed=summary.known + summary.folded + summary.skipped + summary.without_entity)

    loader = Loader(FunctionClient.scoring(target), again=again, progress=loaded, read=read)

    def say() -> None:
        if as_json:
            report.print_json(loader.summary.as_json())
        else:
            report.out.print(render_load(loader.summary, file))

    def say_interrupted() -> None:
        loader.summary.ended = "interrupted"
        say()

    with report_if_interrupted(say_interrupted), progress:
        loader.load(file)
    say()
    if not loader.summary.complete:
        raise typer.Exit(1)


@profiles.command()
def show(
    kind: KindArgument,
    identity: IdArgument,
    *,
    stack: StackOption = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="As of then: ISO 8601, or how long ago (90s, 30m, 2h, 7d).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is known of an entity.

    The features are those that a payment made now would be judged by. Labels and lists come with them. Exit 1 if
    nothing is known.
    """
    from datetime import UTC, datetime

    from fraudctl.errors import CommandError
    from fraudctl.profiles.knowledge import find_knowledge
    from fraudctl.profiles.knowledge_view import knowledge_json, render_knowledge
    from fraudctl.profiles.packaged import entity_of
    from fraudctl.rollout.running import strategy_naming
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.escaping import subject
    from fraudctl.terminal.times import parse_time

    now = datetime.now(UTC)
    at = now if as_of is None else parse_time(as_of, now)
    target = Target.find(stack)
    strategy = strategy_naming(kind, target)
    entity = entity_of(kind, identity, strategy)
    known = find_knowledge(target, entity, strategy, at)
    if known.is_nothing:
        raise CommandError(f"nothing is known of {entity.kind} {subject(entity.id)}")
    if as_json:
        report.print_json(knowledge_json(known))
    else:
        report.out.print(render_knowledge(known))


@profiles.command()
def rebuild(
    kind: KindArgument,
    identity: IdArgument,
    *,
    stack: StackOption = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Even if the profile knows more than the tables: loaded or expired payments."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a profile anew from the tables.

    It is made of all payments of the entity that are stored still. It reads the whole transactions table, and says
    first what that costs. Labels and lists stay as they are.
    """
    from fraudctl.profiles.packaged import entity_of
    from fraudctl.profiles.rebuild_view import render_cost, render_rebuild
    from fraudctl.profiles.rebuilding import Rebuilder
    from fraudctl.profiles.table_payments import PaymentsInTables
    from fraudctl.recovery.function_client import FunctionClient
    from fraudctl.rollout.running import strategy_naming
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    target = Target.find(stack)
    strategy = strategy_naming(kind, target)
    entity = entity_of(kind, identity, strategy)
    progress = report.progress(report.COUNT)
    task = progress.add_task("rows of the entity", total=None)
    payments = PaymentsInTables(target, looked=lambda count: progress.advance(task, count))
    report.err.print(render_cost(payments.cost()))
    with progress:
        result = Rebuilder(target, FunctionClient.scoring(target), payments, strategy, force=force).rebuild(entity)
    if as_json:
        report.print_json(result.as_json())
    else:
        report.out.print(render_rebuild(result))
