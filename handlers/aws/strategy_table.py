"""The strategies table, as the functions read it: the pointers, and the documents that they point at."""

import hashlib
from typing import TYPE_CHECKING

from handlers.aws.attributes import from_attributes
from handlers.contract.errors import BrokenStrategy
from handlers.decision.strategy.document import parse_canonical
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.pointers import DOCUMENT_KIND, POINTER_KIND, Pointers, pointers_in
from handlers.decision.strategy.strategy import Strategy

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LONGEST_REASON = 300
"""Characters of what is wrong with a document: a log line holds it."""


class StrategyTable:
    """Reads pointers and documents, each as last written."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def pointers(self) -> Pointers:
        """Return the pointers, by one query.

        It may see a part of a transaction that is just being written. Every part of one by itself is in force for 30
        seconds then, and does no harm: what is promoted is still beside what it replaces, or no longer.

        Raises:
            ClientError, BotoCoreError: the table did not answer.
            UnreadablePointers: one of them is damaged.
        """
        found = self._client.query(
            TableName=self._name,
            KeyConditionExpression="kind = :kind",
            ExpressionAttributeValues={":kind": {"S": POINTER_KIND}},
            ConsistentRead=True,
        )
        return pointers_in([from_attributes(item) for item in found["Items"]])

    def document(self, digest: str) -> Strategy:
        """Return the strategy of a digest.

        Raises:
            ClientError, BotoCoreError: the table did not answer.
            BrokenStrategy: it is not there, somebody changed it by hand, or it does not compile.
        """
        key = {"kind": {"S": DOCUMENT_KIND}, "id": {"S": digest}}
        found = self._client.get_item(TableName=self._name, Key=key, ConsistentRead=True)
        text = found.get("Item", {}).get("document", {}).get("S")
        if text is None:
            raise BrokenStrategy("there is no such document")
        return strategy_in(text, digest)


def strategy_in(text: str, digest: str) -> Strategy:
    """Return the strategy that a document's text is, which must have this digest.

    Raises:
        BrokenStrategy: somebody changed it by hand, or it does not compile.
    """
    if hashlib.sha256(text.encode(errors="replace")).hexdigest() != digest:  # before anything reads more of it
        raise BrokenStrategy("somebody changed it by hand: it has another digest")
    try:
        loaded = load(parse_canonical(text))
    except Exception as error:  # noqa: BLE001 -- whatever its reader stumbles over, the last good version goes on
        raise BrokenStrategy(f"it cannot be read: {type(error).__name__}") from None
    if isinstance(loaded, list):
        raise BrokenStrategy("; ".join(problem.message for problem in loaded)[:LONGEST_REASON])
    if loaded.digest != digest:  # decisions would be stored under that one
        raise BrokenStrategy("it is not in the canonical form")
    return loaded
