"""`fraudctl openapi`: the API as an OpenAPI document."""

from pathlib import Path
from typing import Annotated

import typer


def openapi(
    into: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the document into this file.")] = None,
) -> None:
    """Print the API's contract as OpenAPI 3.1: routes, what they take and answer, how calls are signed.

    It needs no stack: it is the contract of this version. Generators of clients, mock servers and testers read it.
    """
    from fraudctl.errors import CommandError
    from fraudctl.openapi.document import openapi_text

    if into is None:
        typer.echo(openapi_text(), nl=False)
        return
    try:
        into.write_text(openapi_text(), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {into}: {error.strerror}") from error
