"""`fraudctl local`: stacks on this machine, kept running."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fraudctl.commands.options import CommandGroup

if TYPE_CHECKING:
    from emulator.local_stack import LocalStack


local = typer.Typer(
    cls=CommandGroup,
    help="Keep the pipeline running on this machine, list what runs, and end it.",
    no_args_is_help=True,
)

CHECKED_EVERY = 1.0
"""Seconds between two looks at the stream pollers; the end of the embedded AWS is seen at once."""
ENDS_WITHIN = 30.0
"""Seconds that a deployment may take to be gone; it takes less than one."""


@local.command()
def up(
    stack: Annotated[str, typer.Option(help="Whose configuration to deploy.")] = "dev",
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Where to listen; a free port by default.")] = None,
    name: Annotated[
        str | None, typer.Option(help="What to call it; the stack's name by default, numbered if that is taken.")
    ] = None,
) -> None:
    """Deploy to an embedded AWS and keep it running until Ctrl-C, SIGTERM, SIGHUP or `fraudctl local down`."""
    from emulator.emulator import Emulator
    from emulator.local_stack import at_work
    from fraudctl.stacks.announcement import announced
    from fraudctl.terminal import report

    report.err.print("starting the embedded AWS ...")
    with Emulator(port=port) as emulator, announced(emulator, stack, name) as announcement:
        report.err.print(f"deploying stack {stack} ...")
        with at_work(emulator, stack) as started:
            announcement.deployed(started.target)
            _explain(started, announcement.registered.name)
            ended = _keep(started)
    report.err.print(ended)


@local.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """List the local deployments of this user that run, wherever they were started."""
    from fraudctl.stacks.local_view import shown
    from fraudctl.stacks.registry import running
    from fraudctl.terminal import report

    found = running()
    if as_json:
        report.print_json([each.as_json() for each in found.alive])
    else:
        report.out.print(shown(found))


@local.command()
def down(
    name: Annotated[str | None, typer.Argument(help="As `local status` lists it; may be left out for one.")] = None,
) -> None:
    """End a local deployment, and return once nothing of it is left."""
    from emulator.process.workdir import reclaim, stop
    from fraudctl.errors import CommandError
    from fraudctl.stacks.choice import choose
    from fraudctl.stacks.registry import running
    from fraudctl.terminal import report

    chosen = choose(name, how="`fraudctl local down NAME`")
    if not stop(chosen.workdir, ENDS_WITHIN):
        raise CommandError(f"{chosen.name} did not end within {ENDS_WITHIN:g} s; its process is {chosen.pid}")
    try:
        reclaim(chosen.workdir)  # it is gone, unless its supervisor was killed
    except OSError as error:
        raise CommandError(f"{chosen.name} has ended, but {chosen.workdir} could not be removed: {error}") from error
    running()  # which removes the state file where the supervisor could not
    report.err.print(f"{chosen.name} has ended")


def _keep(started: "LocalStack") -> str:
    """Return at the way to end it, in which word it was ended."""
    from emulator.errors import StoppedError

    try:
        while True:
            started.check(watched=CHECKED_EVERY)
    except KeyboardInterrupt:
        return "stopped"
    except StoppedError as error:
        return str(error)


def _explain(started: "LocalStack", name: str) -> None:
    from fraudctl.terminal import report

    exports: dict[str, Any] = started.target.exports
    report.out.print(
        f"stack {started.deployment.stack} is up in {started.deployment.seconds:.1f} s, named {name}; "
        f"Ctrl-C or `fraudctl local down {name}` ends it",
        soft_wrap=True,
    )
    report.out.print()
    for export, value in sorted(exports.items()):
        report.out.print(f"  {export} = {value}", soft_wrap=True)
    rows = (
        "",
        f"curl --noproxy '*' --aws-sigv4 aws:amz:{started.target.region}:execute-api --user test:test \\",
        "  --header 'Content-Type: application/json' --data @samples/risky.json \\",
        f"  {exports['api_endpoint']}",
        "",
    )
    for row in rows:
        report.out.print(row, soft_wrap=True)
