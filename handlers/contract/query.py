"""The parameters of the requests that read: of a path, and of a query, each checked by its rule."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from handlers.contract.errors import Refused
from handlers.contract.iso_time import parse_time
from handlers.contract.label import TransactionId
from handlers.contract.request import RULES
from handlers.contract.strict_json import encodable, printable_name

Parameters = Mapping[str, str]

LEAST, MOST, DEFAULT = 1, 100, 50
"""Entries of a page."""

LONGEST_ENTITY_ID = 128
"""Characters, as profiles know entities."""

Outcome = Literal["approve", "review", "decline"]
WaitingState = Literal["open", "claimed"]
"""States of a review that somebody still has to work on: the others are read with their transaction."""

_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_LIMIT = re.compile(r"[0-9]{1,3}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")


class AlertsQuery(NamedTuple):
    """A request for a page of alerts."""

    start: datetime | None
    """The earliest time of an alert."""
    end: datetime | None
    """The time before which it came."""
    outcome: Outcome | None
    limit: int
    cursor: str | None

    @property
    def bound(self) -> list[Any]:
        """Return what a cursor is bound to."""
        return ["alerts", self.start, self.end, self.outcome]


class ReviewsQuery(NamedTuple):
    """A request for a page of reviews."""

    state: WaitingState | None
    limit: int
    cursor: str | None

    @property
    def bound(self) -> list[Any]:
        """Return what a cursor is bound to."""
        return ["reviews", self.state]


class EntityQuery(NamedTuple):
    """A request for what is known of an entity."""

    kind: str
    id: str


def transaction_in_path(event: Mapping[str, Any]) -> str:
    """Return the id that the path ends with; raise Refused for none, and for one in which something may be escaped.

    API Gateway decodes a path, or does not: its pages leave it open. So `a%20b` could be one of two ids.
    """
    parameters(event, ())
    written = (event.get("pathParameters") or {}).get("id")
    if isinstance(written, str) and _ESCAPE.search(written):
        raise Refused("id", "is not safe in a path, ask for it by /transactions?id=")
    return _transaction_id(written if isinstance(written, str) else None)


def transaction_in_query(event: Mapping[str, Any]) -> str:
    """Return the id that is asked for, whatever characters it has; raise Refused for none."""
    return _transaction_id(parameters(event, ("id",)).get("id"))


def alerts_query(event: Mapping[str, Any]) -> AlertsQuery:
    """Return the page of alerts that is asked for; raise Refused, which names the parameter and its rule."""
    given = parameters(event, ("from", "to", "outcome", "limit", "cursor"))
    start, end = (parse_time(name, given[name]) if name in given else None for name in ("from", "to"))
    if start and end and start >= end:
        raise Refused("from", "must be before to")
    return AlertsQuery(start, end, _choice(given, "outcome", get_args(Outcome)), _limit(given), given.get("cursor"))


def reviews_query(event: Mapping[str, Any]) -> ReviewsQuery:
    """Return the page of reviews that is asked for; raise as `alerts_query` does."""
    given = parameters(event, ("state", "limit", "cursor"))
    return ReviewsQuery(_choice(given, "state", get_args(WaitingState)), _limit(given), given.get("cursor"))


def entity_query(event: Mapping[str, Any]) -> EntityQuery:
    """Return the entity that is asked for; raise as `alerts_query` does."""
    given = parameters(event, ("kind", "id"))
    kind, written = given.get("kind", ""), given.get("id", "")
    if not _KIND.fullmatch(kind):
        raise Refused("kind", "is required, a kind of entity of the strategy, such as customer")
    if not (0 < len(written) <= LONGEST_ENTITY_ID and written.isprintable()):
        raise Refused("id", f"is required, 1 to {LONGEST_ENTITY_ID} printable characters")
    return EntityQuery(kind, written)


def parameters(event: Mapping[str, Any], names: Iterable[str]) -> Parameters:
    """Return the parameters of the query, of which these are known.

    Raises:
        Refused: one is none of these, or is given twice, or is no text.
    """
    given, all_given = event.get("queryStringParameters") or {}, event.get("multiValueQueryStringParameters") or {}
    known = tuple(names)
    for name, value in given.items():
        if name not in known:
            raise Refused(printable_name(name), "is not a query parameter of this route", name_from_client=True)
        if len(all_given.get(name, ())) > 1:
            raise Refused(name, "must not be given twice")
        if not isinstance(value, str) or not encodable(value):
            raise Refused(name, "must be valid Unicode, without lone surrogates")
    return dict(given)


def _transaction_id(written: str | None) -> str:
    try:
        found: str = msgspec.convert(written, TransactionId)
        found.encode()
    except (msgspec.ValidationError, UnicodeEncodeError):
        raise Refused("id", f"is required, {RULES['transaction_id']}") from None
    return found


def _limit(given: Parameters) -> int:
    written = given.get("limit", str(DEFAULT))
    if not _LIMIT.fullmatch(written) or not LEAST <= int(written) <= MOST:
        raise Refused("limit", f"must be a whole number from {LEAST} to {MOST}")
    return int(written)


def _choice(given: Parameters, name: str, choices: tuple[Any, ...]) -> Any:
    if name not in given:
        return None
    if given[name] not in choices:
        raise Refused(name, f"must be {', '.join(choices[:-1])} or {choices[-1]}")
    return given[name]
