"""The messages of dead-letter queues, by whether they hold something of an entity from before a moment. Pure."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fraudctl.erase.whom import Whom, row_received
from fraudctl.recovery.errors import Unprocessable
from fraudctl.recovery.score_requests import parse_score_request
from handlers.contract.errors import Refused
from handlers.contract.fallback import decode_decided_fallback, decode_fallback
from handlers.contract.request import TransactionRequest
from handlers.decision.condition.vocabulary import METADATA


class Holds(StrEnum):
    """The part of a message that is of the entity, from before the moment."""

    NOTHING = "nothing"
    SOME = "some"
    """Of several transactions: the others are to be scored all the same."""
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class MessageReader:
    """Reads messages for an entity and the ids of its transactions that were erased."""

    whom: Whom
    moment: int
    erased: Collection[str]

    def holds(self, body: str, sent: int) -> Holds:
        """Return what a message holds that was sent to its queue at a time, in epoch milliseconds."""
        try:
            _, transactions = parse_score_request(body)
        except Unprocessable:
            return Holds.ALL if self._is_of(body, sent) else Holds.NOTHING
        reader = self.whom.reader
        of_entity = [
            reader.entities_of(each)[0].get(self.whom.entity.kind) == self.whom.entity
            and each.received_by(sent) < self.moment
            for each in transactions
        ]
        return Holds.NOTHING if not any(of_entity) else Holds.ALL if all(of_entity) else Holds.SOME

    def _is_of(self, body: str, sent: int) -> bool:
        if (request := _fallback(body)) is not None:
            fields, received = request
            return self._names(fields) and received < self.moment
        found = _parsed(body)
        if found is None:  # no JSON, so that nobody can say what of it is of whom
            return sent < self.moment and json.dumps(self.whom.entity.id) in body
        objects = list(_objects(found))
        if any(_transaction_id(each) in self.erased for each in objects):
            return True
        return any(self._names(each) and self._received(each, sent) < self.moment for each in objects)

    def _names(self, fields: Mapping[str, Any]) -> bool:
        """Return whether fields, plain or in DynamoDB's types, are of the entity."""
        return self.whom.is_in(_typed(fields))

    def _received(self, fields: Mapping[str, Any], sent: int) -> int:
        """Return when what fields tell of was received: as the row in them says, else by when the message was sent."""
        row = _typed(fields)
        return row_received(row) if "created_at" in row else sent


def _fallback(body: str) -> tuple[Mapping[str, Any], int] | None:
    """Return the request of a fallback message, and when it was received; None of any other message."""
    try:
        request, context, *_ = decode_decided_fallback(body)
    except Refused:
        try:
            request, context = decode_fallback(body)
        except Refused:
            return None
    return _fields(request), context.milliseconds


def _fields(request: TransactionRequest) -> Mapping[str, Any]:
    return {name: getattr(request, name) for name in request.__struct_fields__}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _objects(found: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object in a message, and in messages that are texts in it, as a topic's are."""
    waiting = [found]
    while waiting:
        match waiting.pop():
            case dict() as each:
                yield each
                waiting.extend(each.values())
            case list() as several:
                waiting.extend(several)
            case str() as text if text[:1] == "{" and (inner := _parsed(text)) is not None:
                waiting.append(inner)


def _transaction_id(fields: Mapping[str, Any]) -> str | None:
    match fields.get("transaction_id"):
        case str() as written:
            return written
        case {"S": str() as written}:
            return written
    return None


def _typed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields in DynamoDB's types, in which rows are asked about."""
    return {name: _attribute(value, nested=name == METADATA) for name, value in fields.items()}


def _attribute(value: Any, *, nested: bool) -> Mapping[str, Any]:
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case {"S": str()} | {"N": str()} | {"M": dict()}:
            return dict(value)
        case dict() if nested:
            return {"M": {key: _attribute(each, nested=False) for key, each in value.items()}}
    return {}
