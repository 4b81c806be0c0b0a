"""fraudctl: deploy, feed and question the pipeline, on this machine or on AWS."""

import sys

import typer
from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.commands.adopt import adopt
from fraudctl.commands.capacity import capacity
from fraudctl.commands.demo import demo
from fraudctl.commands.graph import graph
from fraudctl.commands.local import local
from fraudctl.commands.reconcile import reconcile
from fraudctl.commands.redrive import redrive
from fraudctl.commands.send import send
from fraudctl.commands.show import show
from fraudctl.commands.simulate import simulate
from fraudctl.commands.status import status
from fraudctl.commands.tail import tail
from fraudctl.commands.trace import trace
from fraudctl.errors import CommandError
from fraudctl.local.errors import LocalError
from fraudctl.local.streams.trouble import StreamPollerError
from fraudctl.report import err

cli = typer.Typer(
    help="Deploy, feed and question the fraud detection pipeline, on this machine or on AWS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.command()(demo)
cli.add_typer(local, name="local")
cli.command()(simulate)
cli.command()(send)
cli.command()(show)
cli.command()(capacity)
cli.command()(redrive)
cli.command()(reconcile)
cli.command()(tail)
cli.command()(trace)
cli.command()(status)
cli.command()(graph)
cli.command()(adopt)


def app() -> None:
    """Runs a command; what stops it is said in one line, and the exit code is 1."""
    try:
        cli()
    except (CommandError, LocalError, StreamPollerError, ClientError, BotoCoreError) as error:
        err.print(f"[red]fraudctl:[/] {error}", highlight=False, soft_wrap=True)
        sys.exit(1)
