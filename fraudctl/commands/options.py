"""Parts of several commands: options with the same words, a strategy's file, and the group whose help is fast."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer._coercion import RuntimeParam, build_runtime_param
from typer.core import TyperGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fraudctl.client.reading import LineReader
    from fraudctl.terminal.text import AnyText, Terminal
    from handlers.decision.strategy.strategy import Strategy


class UnparsedParam(RuntimeParam):
    """A parameter that is converted only where there is something to convert: typer imports pydantic for each."""

    def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any:
        plain = self.annotation in (str, int, float) and self.parameter_info.parser is None
        if plain and type(value) is self.annotation and (self.annotation is str or value == param.default):
            return value
        return build_runtime_param(param.type_descriptor).coerce(value, param, ctx)


class CommandGroup(TyperGroup):
    """A group of commands that skips typer's slow handling of what needs no conversion."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of this name, whose texts are taken as they are."""
        command = super().get_command(ctx, cmd_name)
        for param in command.get_params(ctx) if command else ():
            descriptor = param.type_descriptor  # type: ignore[attr-defined]
            param._runtime_param = UnparsedParam(descriptor.parameter_info, descriptor.annotation)  # type: ignore[attr-defined]  # noqa: SLF001 -- it has no setting for it
        return command

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Set a default for flags without one: typer imports pydantic to inspect None, which takes too long."""
        for option in self.get_params(ctx):
            if option.default is None and option.type_descriptor.annotation is bool:  # type: ignore[attr-defined]
                option.default = False
        return super().parse_args(ctx, args)


def console_module() -> Any:
    """Return the module that serves the console, of an extra that not every installation has.

    Raises:
        CommandError: a package of the extra is not installed.
    """
    from importlib import import_module

    from fraudctl.errors import CommandError

    try:
        return import_module("fraudctl.console.command")
    except ModuleNotFoundError as error:
        if error.name not in ("jinja2", "markupsafe", "starlette", "uvicorn"):
            raise
        raise CommandError(
            f"the console needs the extra `console`, and {error.name} is not installed: "
            "`pip install '.[cli,console]'`, or `make setup` in a checkout"
        ) from None


StackOption = Annotated[
    str | None, typer.Option(help="A stack on AWS, or a .json of its outputs; the local deployment by default.")
]
IdArgument = Annotated[str, typer.Argument(help="The transaction's id; after -- if it begins with a hyphen.")]
TransactionsArgument = Annotated[
    typer.FileBinaryRead,
    typer.Argument(
        metavar="FILE",
        help="Transactions as JSON: lines, an array or printed objects, gzip or not; - for standard input.",
    ),
]
ConcurrencyOption = Annotated[int, typer.Option(min=1, max=256, help="Requests under way at once.")]
RateOption = Annotated[float | None, typer.Option(min=0.001, help="Transactions a second, at most.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(metavar="FIELD=COLUMN", help="The column of a CSV that holds a field, such as amount=TX_AMOUNT."),
]
NoAttemptsOption = Annotated[
    bool,
    typer.Option("--no-attempts", help="Count no attempts: of payments that came by /transactions there are none."),
]
ReviewCostOption = Annotated[
    list[str] | None,
    typer.Option(metavar="AMOUNT", help="What a review of an alert costs, as 4, or with a currency as EUR=4.50."),
]
PlotOption = Annotated[
    Path | None, typer.Option(metavar="SVG", dir_okay=False, help="A file to write a picture of the figures to.")
]
PageOption = Annotated[
    Path | None, typer.Option(metavar="HTML", dir_okay=False, help="A file to write all of it to, as one page.")
]


def require_one_source(data: Path | None, since: str | None, until: str | None) -> None:
    """Refuse options that ask for the payments of a file and of a stack, or of neither."""
    if (data is None) == (since is None):
        raise typer.BadParameter("give --data FILE, or --since for a stack's payments, one of them")
    if data and until:
        raise typer.BadParameter("--until goes with --since: of a file given by --data, all payments count")


FRAUD_DETECTOR = "fraud-detector"
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format", metavar=FRAUD_DETECTOR, help="Events as Amazon Fraud Detector took them, in CSV; with --mapping."
    ),
]
MappingOption = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        readable=True,
        help="The mapping.json of `fraudctl import fraud-detector`, which says what the columns of events are.",
    ),
]


def line_reader(form: str | None, mapping: Path | None, *, labels: bool = True) -> "LineReader | None":
    """Return the reader of a file in the form of another system; None for a file in our own.

    Raises:
        CommandError: there is no such form, or the mapping is none.
    """
    from fraudctl.errors import CommandError

    if form is None and mapping is None:
        return None
    if form != FRAUD_DETECTOR or mapping is None:
        raise CommandError(f"--format {FRAUD_DETECTOR} and --mapping FILE go together, and there is no other format")
    from fraudctl.fraud_detector.history.event_mapping import read_mapping
    from fraudctl.fraud_detector.history.events import event_reader

    return event_reader(read_mapping(mapping), labels=labels)


def valid_strategy(file: Path) -> "Strategy":
    """Return the file's strategy; where there is none, print why, and end with exit code 1."""
    from fraudctl.strategy.checked import check_file
    from fraudctl.strategy.view import checked_rows
    from fraudctl.terminal import report

    checked = check_file(file)
    if checked.strategy is None:
        print_rows(report.err, checked_rows(checked))
        raise typer.Exit(1)
    return checked.strategy


def file_or_named(named: str, stack: str | None) -> "Strategy":
    """Return a file's strategy, or one of a stack that is named; a file goes first where both are written alike.

    Raises:
        CommandError: the stack has none of this name.
    """
    from fraudctl.rollout.named import is_name, named_strategy
    from fraudctl.rollout.table.session import Session

    if is_name(named) and not Path(named).exists():
        return named_strategy(Session.open(stack), named).strategy
    return valid_strategy(Path(named))


def print_rows(terminal: "Terminal", rows: "Iterable[AnyText]") -> None:
    """Print rows that the terminal alone wraps, so that carets stand where they should."""
    for row in rows:
        terminal.print(row, soft_wrap=True)
