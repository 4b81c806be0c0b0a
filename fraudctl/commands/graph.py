"""`fraudctl graph`: the program's resources as a picture."""

from pathlib import Path
from typing import Annotated

import typer


def graph(
    stack: Annotated[str, typer.Option(help="Whose configuration to draw.")] = "dev",
    everything: Annotated[bool, typer.Option("--all", help="Every resource, not only the main ones.")] = False,  # noqa: FBT002 -- a flag
    into: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Put it in this document.")] = None,
) -> None:
    """Draw the resources as Mermaid: who calls, reads, writes and fails to where.

    It asks no AWS: the program runs as it would for `pulumi preview`, and what it would make is drawn.
    """
    from emulator.program.dry_run import dry_run
    from fraudctl.documents.block import write_picture
    from fraudctl.errors import CommandError
    from fraudctl.graph.flow import flow
    from fraudctl.graph.picture import mermaid
    from fraudctl.graph.whole import whole
    from fraudctl.terminal import report

    resources = dry_run(stack).resources
    picture = mermaid((whole if everything else flow)(resources))
    if into is None:
        typer.echo(picture)
        return
    try:
        write_picture(into, picture)
    except OSError as error:
        raise CommandError(f"cannot write {into}: {error.strerror}") from error
    report.err.print(f"{into} has the picture")
