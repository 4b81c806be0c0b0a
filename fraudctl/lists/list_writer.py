"""Writes of list entries, each on condition of the version of the facts that was read, five tries."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from fraudctl.errors import CommandError
from fraudctl.lists.entries import LISTS, Wanted, listing_in, lists_in, write_of
from handlers.aws.attributes import to_attributes
from handlers.aws.batch_calls import pause_before
from handlers.aws.label_store import is_lost
from handlers.aws.profile_statements import NO_VERSION, ItemWrite
from handlers.aws.profile_store import ProfileStore, StoredItem
from handlers.contract.errors import PartialBatchError
from handlers.decision.entity.entities import EntityKey
from handlers.decision.profile.facts import Listing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MAX_TRIES = 5

LOST_RACES = f"others changed it at the same moments, {MAX_TRIES} times: try again"


class ListedEntity(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one change: the entry that there was before, and whether anything was written."""

    before: Listing | None
    changed: bool


class WrittenEntries(msgspec.Struct, frozen=True, kw_only=True):
    """The results of many changes, by key of the facts."""

    changed: frozenset[str]
    failed: Mapping[str, str]
    """Those that could not be changed, with the reason; every other was so already."""


class ListWriter:
    """Writes entries of lists; Feedback writes the labels of the same items."""

    def __init__(
        self,
        client: "DynamoDBClient",
        *,
        profiles: str,
        strategies: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Write with a client to the profiles table, and record single changes in the strategies table."""
        self._client = client
        self._profiles = profiles
        self._strategies = strategies
        self._store = ProfileStore(client, profiles)
        self._pause = pause

    def read(self, entity: EntityKey) -> Mapping[str, Mapping[str, Any]]:
        """Return the entries of an entity, by list, as they are written."""
        return lists_in(entity.facts, self._read([entity.facts]).get(entity.facts))

    def change(self, entity: EntityKey, name: str, listing: Listing | None, row: Mapping[str, Any]) -> ListedEntity:
        """Put an entity on a list, or take it off, and record the change: both or neither.

        Raises:
            CommandError: others changed the same facts at the same moments, five times, or the facts are damaged.
            ClientError, BotoCoreError: nobody knows what became of it; the same again does no harm.
        """
        for try_ in range(MAX_TRIES):
            if try_:
                self._pause(pause_before(try_))
            stored = self._read([entity.facts]).get(entity.facts)
            before = listing_in(lists_in(entity.facts, stored), name)
            write = write_of(entity.facts, stored, {name: listing})
            if write is None:
                return ListedEntity(before=before, changed=False)
            if self._write_with_row(write, row):
                return ListedEntity(before=before, changed=True)
        raise CommandError(f"{entity.kind} {entity.id}: {LOST_RACES}")

    def change_many(self, wanted: Mapping[str, Wanted]) -> WrittenEntries:
        """Put many entities, by key of their facts, on lists; a hundred are read and 25 written in a call.

        Raises:
            CommandError: a call failed; the same again goes on from there.
        """
        left, changed, failed = set(wanted), set[str](), dict[str, str]()
        for try_ in range(MAX_TRIES):
            if try_:
                self._pause(pause_before(try_))
            writes = self._due(left, wanted, failed)
            try:
                result = self._store.write(writes)
            except PartialBatchError as error:
                raise CommandError(f"the table {self._profiles} does not take all: {error}") from error
            failed.update({key: f"DynamoDB answered {code}" for key, code in result.failed.items()})
            changed.update(each.entity for each in writes if each.entity not in result.lost | result.failed.keys())
            if not (left := set(result.lost)):
                break
        return WrittenEntries(changed=frozenset(changed), failed={**failed, **dict.fromkeys(left, LOST_RACES)})

    def _due(self, keys: set[str], wanted: Mapping[str, Wanted], failed: dict[str, str]) -> list[ItemWrite]:
        stored, writes = self._read(sorted(keys)), list[ItemWrite]()
        for key in sorted(keys):
            try:
                write = write_of(key, stored.get(key), wanted[key])
            except CommandError as error:
                failed[key] = str(error)
                continue
            writes.extend([write] if write else [])
        return writes

    def _read(self, keys: list[str]) -> Mapping[str, StoredItem]:
        try:
            return self._store.read(keys)
        except PartialBatchError as error:
            raise CommandError(f"the table {self._profiles} does not answer: {error}") from error

    def _write_with_row(self, write: ItemWrite, row: Mapping[str, Any]) -> bool:
        """Return False where another was first."""
        update = self._update(write)
        put: Any = {
            "TableName": self._strategies,
            "Item": to_attributes(row),
            "ConditionExpression": "attribute_not_exists(kind)",
        }
        try:
            self._client.transact_write_items(TransactItems=[{"Update": update}, {"Put": put}])
        except ClientError as error:
            if is_lost(error):
                return False
            raise
        return True

    def _update(self, write: ItemWrite) -> Any:
        values = {":lists": write.attributes[LISTS], **to_attributes({":version": write.version + 1})}
        condition = "attribute_not_exists(entity)"
        if write.version != NO_VERSION:
            condition, values = "version = :former", {**values, **to_attributes({":former": write.version})}
        return {
            "TableName": self._profiles,
            "Key": to_attributes({"entity": write.entity}),
            "UpdateExpression": "SET lists = :lists, version = :version",
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }
