"""`fraudctl local`: the stack on this machine, kept running."""

import contextlib
import threading
from typing import Annotated, Any

import typer

from fraudctl import report
from fraudctl.local.running import LocalStack, announced, running
from fraudctl.target import Target

local = typer.Typer(help="The pipeline on this machine.", no_args_is_help=True)

CHECKED_EVERY = 1.0
NEVER = threading.Event()


@local.callback()
def _group() -> None:
    """Keeps `up` a command of its own while it is the only one."""


@local.command()
def up(
    stack: Annotated[str, typer.Option(help="Whose configuration to deploy.")] = "dev",
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Where to listen; a free port by default.")] = None,
) -> None:
    """Deploy to an embedded AWS and keep it running until Ctrl-C, SIGTERM or SIGHUP."""
    Target.forget_dead()
    with running(stack, port=port, say=lambda step: report.err.print(f"{step} ...")) as started, announced(started):
        _explain(started)
        with contextlib.suppress(KeyboardInterrupt):  # the way to end it
            while not NEVER.wait(CHECKED_EVERY):
                started.check()
    report.err.print("stopped")


def _explain(started: LocalStack) -> None:
    exports: dict[str, Any] = started.target.exports
    report.out.print(f"stack {started.deployment.stack} is up in {started.deployment.seconds:.1f} s; Ctrl-C ends it")
    report.out.print()
    for name, value in sorted(exports.items()):
        report.out.print(f"  {name} = {value}", soft_wrap=True)
    rows = (
        "",
        f"curl --aws-sigv4 aws:amz:{started.target.region}:execute-api --user test:test \\",
        "  --header 'Content-Type: application/json' --data @samples/risky.json \\",
        f"  {exports['api_endpoint']}",
        "",
    )
    for row in rows:
        report.out.print(row, soft_wrap=True)
