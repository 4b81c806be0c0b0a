"""What commands share when their words are parsed: a group of commands, and options with the same words everywhere."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup


class CommandGroup(TyperGroup):
    """A group of commands that does not look at the flags which nobody gave."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give flags without a default one: typer imports pydantic to look at None, which takes too long."""
        for option in self.get_params(ctx):
            if option.default is None and option.type_descriptor.annotation is bool:  # type: ignore[attr-defined]
                option.default = False
        return super().parse_args(ctx, args)


StackOption = Annotated[str | None, typer.Option(help="A stack on AWS; the local deployment by default.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
