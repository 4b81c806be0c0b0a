"""Writes of the profiles table's items, each on condition of the version that was read, as PartiQL."""

from collections.abc import Mapping
from typing import Any, NamedTuple

NO_VERSION = 0
"""The version of an entity without an item; the first write makes it 1."""

_CHANGE = 'SET "version"=? SET "profile"=? SET "expiry"=? WHERE "entity"=? AND "version"=?'
"""The part of an UPDATE after its table's name: DynamoDB's form of several assignments, and the condition."""


class ProfileWrite(NamedTuple):
    """A profile to write over `version`, the one that was read; `expiry` is in epoch seconds."""

    entity: str
    version: int
    profile: bytes
    expiry: int


class ItemWrite(NamedTuple):
    """Attributes, in DynamoDB's types, to write over those of an item of `version`; its others stay."""

    entity: str
    version: int
    attributes: Mapping[str, Mapping[str, Any]]


class ProfileStatements:
    """Makes statements on a table.

    Every name is in quotes: a hyphen outside of them is no PartiQL, and DynamoDB reserves many words.
    """

    def __init__(self, table: str) -> None:
        self._table = table
        self._insert = f'INSERT INTO "{table}" ' + "VALUE {'entity': ?, 'version': ?, 'profile': ?, 'expiry': ?}"
        self._update = f'UPDATE "{table}" {_CHANGE}'

    def of(self, write: ProfileWrite | ItemWrite) -> dict[str, Any]:
        """Return the statement of a write, with its parameters."""
        return self._of_profile(write) if isinstance(write, ProfileWrite) else self._of_attributes(write)

    def _of_profile(self, write: ProfileWrite) -> dict[str, Any]:
        entity, profile = {"S": write.entity}, {"B": write.profile}
        version, expiry = {"N": str(write.version + 1)}, {"N": str(write.expiry)}
        if write.version == NO_VERSION:
            return {"Statement": self._insert, "Parameters": [entity, version, profile, expiry]}
        former = {"N": str(write.version)}
        return {"Statement": self._update, "Parameters": [version, profile, expiry, entity, former]}

    def _of_attributes(self, write: ItemWrite) -> dict[str, Any]:
        entity, version, values = {"S": write.entity}, {"N": str(write.version + 1)}, list(write.attributes.values())
        if write.version == NO_VERSION:
            named = "".join(f", '{name}': ?" for name in write.attributes)
            statement = f'INSERT INTO "{self._table}" ' + f"VALUE {{'entity': ?, 'version': ?{named}}}"
            return {"Statement": statement, "Parameters": [entity, version, *values]}
        changes = "".join(f' SET "{name}"=?' for name in ("version", *write.attributes))
        former = {"N": str(write.version)}
        statement = f'UPDATE "{self._table}"{changes} WHERE "entity"=? AND "version"=?'
        return {"Statement": statement, "Parameters": [version, *values, entity, former]}
