"""A stack's exports, which say in a line what to do about a missing one."""

from collections.abc import Mapping
from typing import Any

from fraudctl.errors import CommandError


class Exports(dict[str, Any]):
    """The outputs of a stack by name, as `pulumi stack output` has them."""

    def __init__(self, stack: str, outputs: Mapping[str, Any]) -> None:
        super().__init__(outputs)
        self._stack = stack

    def require_any(self) -> None:
        """Raise unless the stack has been deployed.

        Raises:
            CommandError: it has no outputs at all.
        """
        if not self:
            raise CommandError(f"stack {self._stack} has no outputs: run `pulumi up --stack {self._stack}` first")

    def __missing__(self, name: str) -> Any:
        """Raise an error that says what to do.

        Raises:
            CommandError: always.
        """
        self.require_any()
        raise CommandError(
            f"stack {self._stack} has no output {name}, as an older release deployed it or it was deployed in part: "
            f"run `pulumi up --stack {self._stack}`"
        )
