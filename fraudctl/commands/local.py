"""`fraudctl local`: stacks on this machine, kept running."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fraudctl.commands.options import CommandGroup

if TYPE_CHECKING:
    from rich.console import RenderableType

    from fraudctl.stacks.discovery import FoundDeployments
    from fraudctl.stacks.local_stack import LocalStack


local = typer.Typer(
    cls=CommandGroup,
    help="Keep the pipeline running on this machine, list what runs, and end it.",
    no_args_is_help=True,
)

CHECKED_EVERY = 1.0
"""Seconds between two checks of the stream pollers; the end of the embedded AWS is seen at once."""
ENDS_WITHIN = 30.0
"""Seconds that a deployment may take to be gone; it takes less than one."""


@local.command()
def up(
    stack: Annotated[str, typer.Option(help="Whose configuration to deploy.")] = "dev",
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Where to listen; a free port by default.")] = None,
    name: Annotated[
        str | None, typer.Option(help="What to call it; the stack's name by default, numbered if that is taken.")
    ] = None,
    webhook: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="Where to send events, in place of the configuration's.")
    ] = None,
    config: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A setting in place of the configuration's: fraudDetectorApi=true."),
    ] = None,
) -> None:
    """Deploy to an embedded AWS and keep it running until Ctrl-C, SIGTERM, SIGHUP or `fraudctl local down`."""
    from emulator.emulator import Emulator
    from fraudctl.stacks.announcement import announced
    from fraudctl.stacks.local_stack import run_stack_on, setting_overrides, webhook_overrides
    from fraudctl.terminal import report

    overrides = {**setting_overrides(config or ()), **webhook_overrides(webhook or ())}
    report.err.print("starting the embedded AWS ...")
    with Emulator(port=port) as emulator, announced(emulator, stack, name) as announcement:
        report.err.print(f"deploying stack {stack} ...")
        with run_stack_on(emulator, stack, overrides=overrides) as started:
            announcement.deployed(started.target)
            _explain(started, announcement.registered.name)
            ended = _keep_running(started)
    report.err.print(ended)


@local.command("status")
def list_running(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """List the local deployments of this user that run, wherever they were started."""
    from fraudctl.stacks.discovery import find_running
    from fraudctl.terminal import report

    found = find_running()
    if as_json:
        report.print_json([each.as_json() for each in found.alive])
    else:
        report.out.print(_table_of(found))


@local.command()
def down(
    name: Annotated[str | None, typer.Argument(help="As `local status` lists it; may be left out for one.")] = None,
) -> None:
    """End a local deployment, and return once nothing of it is left."""
    from emulator.process.workdir import reclaim, stop
    from fraudctl.errors import CommandError
    from fraudctl.stacks.discovery import choose, find_running
    from fraudctl.terminal import report

    chosen = choose(name, how="`fraudctl local down NAME`")
    if not stop(chosen.workdir, ENDS_WITHIN):
        raise CommandError(f"{chosen.name} did not end within {ENDS_WITHIN:g} s; its process is {chosen.pid}")
    try:
        reclaim(chosen.workdir)  # it is gone, unless its supervisor was killed
    except OSError as error:
        raise CommandError(f"{chosen.name} has ended, but {chosen.workdir} could not be removed: {error}") from error
    find_running()  # which removes the state file where the supervisor could not
    report.err.print(f"{chosen.name} has ended")


def _table_of(found: "FoundDeployments") -> "RenderableType":
    """Return a table with a row for each that runs, and a line for each file that cannot be used."""
    from rich.console import Group as Lines

    from fraudctl.terminal.report import make_table
    from fraudctl.terminal.text import Text

    parts: list[RenderableType] = []
    if found.alive:
        listed = make_table("name", "stack", "since (UTC)", "pid", "address", "folder", title="Local deployments")
        for column in listed.columns:
            column.justify, column.overflow = "left", "fold"
        for each in found.alive:
            since = f"{each.since:%Y-%m-%d %H:%M:%S}" + ("" if each.exports else ", being deployed")
            address = each.emulator.removeprefix("http://")
            listed.add_row(*map(Text, (each.name, each.stack, since, str(each.pid), address, str(each.folder))))
        parts.append(listed)
    else:
        parts.append(Text("no local deployment is running: start one with `fraudctl local up`"))
    parts += [
        Text(f"{path} is no state file of this version: the next `local up` removes it") for path in found.damaged
    ]
    parts += [Text(f"{error.filename} cannot be read: {error.strerror}") for error in found.unreadable.values()]
    return Lines(*parts)


def _keep_running(started: "LocalStack") -> str:
    """Watch it until it is ended, and return the sentence that says how."""
    from emulator.errors import StoppedError

    try:
        while True:
            started.check(watched=CHECKED_EVERY)
    except KeyboardInterrupt:
        return "stopped"
    except StoppedError as error:
        return str(error)


def _explain(started: "LocalStack", name: str) -> None:
    """Print the exports, and how to send a first transaction."""
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
