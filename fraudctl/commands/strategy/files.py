"""`fraudctl strategy check`, `explain` and `test`: strategies in files, without any deployment."""

from pathlib import Path
from typing import Annotated

import typer

from fraudctl.commands.options import JsonOption, print_rows, valid_strategy
from fraudctl.commands.strategy.group import strategy

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A strategy, as YAML.")]
FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Strategies, as YAML.")]


@strategy.command()
def check(
    files: FilesArgument,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read strategies as a compiler reads code, and print all that is wrong with them.

    Exit 0 if there are no errors; warnings are of what is valid and likely a mistake.
    """
    from fraudctl.strategy.checked import check_file
    from fraudctl.strategy.view import checked_rows
    from fraudctl.terminal import report

    found = [check_file(each) for each in files]
    if as_json:
        report.print_json([each.facts() for each in found])
    else:
        print_rows(report.out, (row for each in found for row in checked_rows(each)))
    if any(each.errors or (strict and each.warnings) for each in found):
        raise typer.Exit(1)


@strategy.command("explain")
def explain_decision(
    file: FileArgument,
    *,
    transaction: Annotated[
        str,
        typer.Option(
            metavar="JSON",
            help="A request to the API: JSON, @FILE or - for standard input; id and time may be left out.",
        ),
    ],
    known: Annotated[
        str,
        typer.Option(
            metavar="JSON",
            help='What is known of its entities: JSON as in {"customer": {"count_30d": 12}}, @FILE or -.',
        ),
    ] = "{}",
    as_json: JsonOption = False,
) -> None:
    """Show what each rule makes of a transaction, with the values put in, and what is decided.

    The thresholds are the file's.
    """
    from fraudctl.strategy.explain import decision_facts
    from fraudctl.strategy.given import known_given, transaction_given
    from fraudctl.strategy.view import decision_rows
    from fraudctl.terminal import report
    from handlers.decision.decide import Decider

    checked, explained = valid_strategy(file), transaction_given(transaction)
    decision = Decider(checked).decide(explained, known_given(known, checked, explained))
    if as_json:
        report.print_json(decision_facts(decision))
    else:
        print_rows(report.out, decision_rows(decision))


@strategy.command("test")
def try_examples(files: FilesArgument, *, as_json: JsonOption = False) -> None:
    """Hold strategies against the examples in their files.

    Exit 0 if every strategy is valid, and decides as all of its examples say.
    """
    from fraudctl.strategy.checked import check_file
    from fraudctl.strategy.results import run_examples
    from fraudctl.strategy.view import results_rows
    from fraudctl.terminal import report

    found = [run_examples(check_file(each)) for each in files]
    if as_json:
        report.print_json([each.facts() for each in found])
    else:
        print_rows(report.out, (row for each in found for row in results_rows(each)))
    if not all(each.passed for each in found):
        raise typer.Exit(1)
