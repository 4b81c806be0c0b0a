"""`fraudctl graph`: the program's resources as a picture."""

from pathlib import Path
from typing import Annotated

import typer


def graph(
    stack: Annotated[str, typer.Option(help="Whose configuration to draw.")] = "dev",
    everything: Annotated[bool, typer.Option("--all", help="Every resource, not only the main ones.")] = False,  # noqa: FBT002 -- a flag
    into: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Write the picture into this document.")
    ] = None,
) -> None:
    """Draw the resources as Mermaid: calls, reads, writes, and queues for failures.

    It needs no AWS: the program runs as for `pulumi preview`, and the resources that it would create are drawn.
    """
    from emulator.program.dry_run import dry_run
    from fraudctl.documents.block import write_picture
    from fraudctl.errors import CommandError
    from fraudctl.graph.dependencies import dependency_picture
    from fraudctl.graph.flow import flow_picture
    from fraudctl.graph.picture import mermaid
    from fraudctl.terminal import report

    resources = dry_run(stack).resources
    picture = mermaid((dependency_picture if everything else flow_picture)(resources))
    if into is None:
        typer.echo(picture)
        return
    try:
        write_picture(into, picture)
    except OSError as error:
        raise CommandError(f"cannot write {into}: {error.strerror}") from error
    report.err.print(f"{into} has the picture")
