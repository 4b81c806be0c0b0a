"""A command that has commands, whose help is soon there."""

from typing import Any

from typer.core import TyperGroup


class Group(TyperGroup):
    """A group of commands that does not look at the flags which nobody gave."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give flags without a default one: typer imports pydantic to look at None, which takes too long."""
        for option in self.get_params(ctx):
            if option.default is None and option.type_descriptor.annotation is bool:  # type: ignore[attr-defined]
                option.default = False
        return super().parse_args(ctx, args)
