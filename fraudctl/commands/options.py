"""Options that several commands have: the same name and the same words everywhere."""

from typing import Annotated

import typer

Stack = Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
