"""`fraudctl import`: what another system decides by, as a strategy of this one."""

from pathlib import Path
from typing import Annotated

import typer

from fraudctl.commands.options import CommandGroup, JsonOption, StackOption, valid_strategy

imports = typer.Typer(
    cls=CommandGroup, help="Import what another system decides by: rules, lists, outcomes.", no_args_is_help=True
)


@imports.callback()
def _root() -> None:
    """Import what another system decides by: rules, lists, outcomes."""


@imports.command("fraud-detector")
def fraud_detector(
    source: Annotated[
        Path | None,
        typer.Argument(
            help="A folder of JSON as `aws frauddetector get-…` prints it, or a template; none with --live."
        ),
    ] = None,
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder to write: new, empty, or of an earlier import.")
    ] = None,
    outcomes: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE|NAME=OUTCOME",
            help="Say what outcomes mean: approve, review or decline; a file is outcomes.json of an import.",
        ),
    ] = None,
    detector: Annotated[str | None, typer.Option(metavar="ID", help="The detector, where there are several.")] = None,
    model: Annotated[
        Path | None,
        typer.Option(metavar="STRATEGY", help="A strategy of `fraudctl train`, whose model's score stands for theirs."),
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask the service itself, by the AWS credentials that there are.")
    ] = False,
    client_config: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="A folder to write what points the service's clients at a stack's endpoint; alone, or beside --out.",
        ),
    ] = None,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a detector of Amazon Fraud Detector: its rules, lists and outcomes as a strategy, with a report.

    Each rule ends exact, assumed or refused, and the report says why. Nothing is deployed. Exit 1 if no rule could be
    converted. With --client-config no code of a client is changed: its environment is.
    """
    from fraudctl.errors import CommandError
    from fraudctl.fraud_detector.conversion.outcomes import confirmed
    from fraudctl.fraud_detector.importing import import_detector, read_source
    from fraudctl.fraud_detector.output.facts import facts_of
    from fraudctl.fraud_detector.output.folder import files_of, write
    from fraudctl.fraud_detector.output.view import render
    from fraudctl.terminal import report

    if client_config is not None:
        from fraudctl.fraud_detector.output.client_config import config_files, write_config
        from fraudctl.stacks.target import Target

        written = write_config(config_files(Target.find(stack).exports, client_config), client_config)
        if source is None and not live and out is None:
            report.out.print(written)
            return
    if out is None:
        raise CommandError("name the folder to write by --out, or --client-config alone")
    if (source is None) is not live:
        raise CommandError("name a folder or a template, or ask the service itself by --live")
    meaning = confirmed(outcomes or ())
    if source is not None:
        found = read_source(source)
    else:
        import botocore.session

        from fraudctl.fraud_detector.source.live import read_service

        found = read_service(botocore.session.get_session().create_client("frauddetector"), detector)
    imported = import_detector(
        found, detector=detector, meaning=meaning, model=valid_strategy(model) if model else None
    )
    write(files_of(imported), out)
    facts = facts_of(imported)
    if as_json:
        report.print_json(facts)
    else:
        report.out.print(render(facts, out))
    if not imported.conversion.strategy.rules:
        raise typer.Exit(1)
