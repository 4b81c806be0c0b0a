"""The profiles table, as Scoring uses it: items by entity, and writes on condition of the version that was read.

It knows nothing of what a profile holds: that is bytes, made and read by `handlers.decision.profile`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from handlers.aws.batch_calls import LARGEST_READ, LARGEST_WRITE, drain
from handlers.aws.profile_statements import NO_VERSION, ItemWrite, ProfileStatements, ProfileWrite
from handlers.contract.errors import PartialBatchError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LOST = frozenset({"DuplicateItem", "ConditionalCheckFailed"})
"""Codes of a statement whose condition does not hold: another write came first, or its own whose answer was lost."""

TRANSIENT = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceeded",
        "RequestLimitExceeded",
        "ThrottlingError",
        "TransactionConflict",
    }
)
"""Codes of a statement that may succeed when it is tried again: BatchStatementError in DynamoDB's API reference."""

FORBIDDEN = frozenset({"AccessDenied", "ResourceNotFound"})
"""Codes that no statement escapes: the role or the table is not as deployed, and no profile would be written."""


class StoredItem(NamedTuple):
    """An entity's item: its version, and all its attributes in DynamoDB's types.

    They stay in these: to make plain values of a profile's would cost more than to decode it (`from_attributes` does).
    """

    version: int
    attributes: Mapping[str, Mapping[str, Any]]

    @property
    def profile(self) -> bytes | None:
        """Return the profile as it was written; None where somebody else wrote the item."""
        return self.attributes.get("profile", {}).get("B")


class WriteResult(NamedTuple):
    """Entities whose item has another version, and entities whose item could not be written, with the reason."""

    lost: set[str]
    failed: Mapping[str, str]


class ProfileStore:
    """Reads profiles and facts, and writes profiles, many at a time."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name
        self._statements = ProfileStatements(name)

    def read(self, entities: Iterable[str]) -> dict[str, StoredItem]:
        """Return the item of each entity that has one, as last written; profiles and facts are entities alike.

        Raises:
            PartialBatchError: not all could be read.
        """
        found: dict[str, StoredItem] = {}

        def read(keys: Sequence[Any]) -> Sequence[Any]:
            response = self._client.batch_get_item(RequestItems={self._name: {"Keys": keys, "ConsistentRead": True}})
            found.update(stored_items(response["Responses"].get(self._name, [])))
            unprocessed = response["UnprocessedKeys"].get(self._name)
            return unprocessed["Keys"] if unprocessed else []

        keys = [{"entity": {"S": each}} for each in dict.fromkeys(entities)]  # a key that comes twice fails its call
        drain(keys, size=LARGEST_READ, call=read)
        return found

    def write(self, writes: Sequence[ProfileWrite | ItemWrite]) -> WriteResult:
        """Write each item if its item still has the version that was read, or if there is still none.

        A lost answer looks like a lost race: the SDK's second try finds the version that the first one wrote. Whoever
        then reads and folds again finds their events in the profile, and has nothing to write.

        Raises:
            PartialBatchError: a call failed after the SDK's own retries, so that nobody knows what was written, or the
                role may not write.
        """
        lost, reasons = set[str](), dict[str, str]()

        def write(batch: Sequence[ProfileWrite | ItemWrite]) -> Sequence[ProfileWrite | ItemWrite]:
            statements: list[Any] = [self._statements.of(each) for each in batch]
            responses = self._client.batch_execute_statement(Statements=statements)["Responses"]
            again = []
            for each, response in zip(batch, responses, strict=True):
                reasons.pop(each.entity, None)  # of an earlier round
                code = response.get("Error", {}).get("Code")
                if code in LOST:
                    lost.add(each.entity)
                elif code:
                    reasons[each.entity] = code
                    again.extend([each] if code in TRANSIENT else [])
            return again

        try:
            drain(writes, size=LARGEST_WRITE, call=write)
        except PartialBatchError as error:
            if error.__cause__ is not None:  # a call failed; without, statements were throttled to the last round
                raise
        if forbidden := FORBIDDEN.intersection(reasons.values()):
            raise PartialBatchError(writes, reason=", ".join(sorted(forbidden)))
        return WriteResult(lost, reasons)


def stored_items(items: Iterable[Mapping[str, Any]]) -> dict[str, StoredItem]:
    """Return items of the table by their keys."""
    return {item["entity"]["S"]: StoredItem(_version(item), item) for item in items}


def _version(item: Mapping[str, Any]) -> int:
    """Return an item's version; without a number there, one that no write finds, so that the item stays as it is."""
    try:
        return int(item["version"]["N"])
    except (KeyError, ValueError):
        return NO_VERSION
