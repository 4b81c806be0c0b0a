"""Options with the same words in several commands, and the group of commands whose help is fast."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup


class CommandGroup(TyperGroup):
    """A group of commands that skips typer's slow handling of flags without a value."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Set a default for flags without one: typer imports pydantic to inspect None, which takes too long."""
        for option in self.get_params(ctx):
            if option.default is None and option.type_descriptor.annotation is bool:  # type: ignore[attr-defined]
                option.default = False
        return super().parse_args(ctx, args)


StackOption = Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
