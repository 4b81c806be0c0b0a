"""The stack that is verified, and what its configuration asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulator.emulator import PROJECT
from emulator.errors import LocalError
from emulator.program.configuration import read_configuration
from fraudctl.stacks.target import Target

TABLES = "_table_name"
QUEUES = "_queue_url"
TOPICS = "_topic_arn"
"""Ends of the names of a stack's exports."""

TRANSACTIONS = "transactions"
"""The physical name of the table without the stack's suffix."""


@dataclass(frozen=True, kw_only=True)
class VerifiedStack:
    """A stack and its settings by name; without settings where its configuration cannot be read here."""

    target: Target
    settings: Mapping[str, str] | None

    @classmethod
    def of(cls, target: Target) -> "VerifiedStack":
        """Return the stack with the settings of its configuration in this project."""
        return cls(target=target, settings=_settings(target.stack))

    def exported(self, ending: str) -> dict[str, str]:
        """Return the exports whose name ends so, by the rest of their name."""
        return {
            name.removesuffix(ending): str(value)
            for name, value in sorted(self.target.exports.items())
            if name.endswith(ending)
        }

    def wants(self, name: str) -> bool | None:
        """Return whether its configuration turns a setting on; None where that is not known."""
        return None if self.settings is None else self.settings.get(name) == "true"

    @property
    def suffix(self) -> str:
        """Return the end of all its names."""
        return str(self.target.exports["transactions_table_name"]).removeprefix(f"{TRANSACTIONS}-")


def _settings(stack: str) -> Mapping[str, str] | None:
    try:
        found = read_configuration(PROJECT, stack, {}, default_region=None)
    except LocalError:  # not in this checkout, or with secrets: what it asks for is not known
        return None
    return {key.removeprefix(f"{found.project}:"): value for key, value in found.values.items()}
