"""A profiles table in memory behind an SDK's client that notes each call, and lets a test come between."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.interleavings.hooks import memory_client
from tests.interleavings.memory_aws import MemoryAws

TABLE = "fraud-profiles-test"

AwsRequest = Mapping[str, Any]
AwsResponse = dict[str, Any]
AwsOperation = Callable[[AwsRequest], AwsResponse]
Interception = Callable[[AwsRequest, AwsOperation], AwsResponse]
"""Answers a request, by what the table makes of it or of a part of it, or raises."""


def pass_on(asked: AwsRequest, table: AwsOperation) -> AwsResponse:
    """Let the table answer."""
    return table(asked)


@dataclass
class ProfilesTable:
    """One table; `reads` and `writes` come between the calls of their kind and the table."""

    memory: MemoryAws = field(default_factory=lambda: MemoryAws({TABLE: ("entity",)}))
    reads: Interception = pass_on
    writes: Interception = pass_on
    asked: list[tuple[str, AwsRequest]] = field(default_factory=list)

    @property
    def client(self) -> Any:
        """Return a client whose calls come here."""
        return memory_client(self._answer)

    def _answer(self, operation: str, asked: AwsRequest) -> AwsResponse:
        kind, come_between = {
            "BatchGetItem": ("read", self.reads),
            "BatchExecuteStatement": ("write", self.writes),
        }[operation]
        self.asked.append((kind, asked))
        return come_between(asked, lambda request: self.memory.call(operation, request))

    @property
    def operations(self) -> list[str]:
        """Return the kinds of the calls, in order."""
        return [operation for operation, _ in self.asked]

    @property
    def items(self) -> dict[str, dict[str, Any]]:
        """Return the items in the table, by entity."""
        return {each["entity"]["S"]: each for each in self.memory.items(TABLE)}

    def put(self, entity: str, **attributes: Any) -> None:
        """Put an item as another writer does, on no condition."""
        self.memory.call("PutItem", {"TableName": TABLE, "Item": {"entity": {"S": entity}, **attributes}})


def entity_of(statement: AwsRequest) -> str:
    """Return the entity that a statement writes to: its only text."""
    (entity,) = (each["S"] for each in statement["Parameters"] if "S" in each)
    return str(entity)


def refusing(code: str, *entities: str) -> Interception:
    """Refuse the statements on these entities, or on all, with this code, and execute the others."""

    def answer(asked: AwsRequest, table: AwsOperation) -> AwsResponse:
        passed = [each for each in asked["Statements"] if entities and entity_of(each) not in entities]
        responses = iter(table({"Statements": passed})["Responses"])
        error = {"Error": {"Code": code, "Message": "k3epm3out"}}
        return {"Responses": [next(responses) if each in passed else error for each in asked["Statements"]]}

    return answer


def in_turn(*interceptions: Interception) -> Interception:
    """Let each of these answer one request, and the table all later ones."""
    waiting = list(interceptions)

    def answer(asked: AwsRequest, table: AwsOperation) -> AwsResponse:
        return (waiting.pop(0) if waiting else pass_on)(asked, table)

    return answer
