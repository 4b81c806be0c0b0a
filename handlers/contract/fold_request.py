"""Requests of an operator to Scoring, which only fold: past payments from a file, or an entity's own from the tables.

They are invoked synchronously, as `{"load": …}` or `{"rebuild": …}`, and answered with counts.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from handlers.contract.transaction import Transaction

LARGEST_PAYLOAD = 5 * 1024 * 1024
"""Bytes; a synchronous invocation takes 6 MB."""

MOST_REBUILT = 20_000
"""Payments of an entity that one request can hold and Scoring folds within its timeout."""

Fraud = Literal["fraud"]


class PastPayment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A payment of a file, and what is known by now of how it went; times are in epoch milliseconds."""

    line: Annotated[int, Meta(ge=1, le=2**53)]
    """Its place among the payments of the file, the first of which is 1."""
    transaction: Transaction
    label: Fraud | UnsetType = UNSET
    label_received: Annotated[int, Meta(ge=0, le=2**53)] | UnsetType = UNSET
    """The event time where the file does not say."""
    declined: bool = False


class LoadRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a file, in its order; without entries it asks how far the file is loaded."""

    digest: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
    """That of the file."""
    entries: list[PastPayment]
    again: bool = False
    """True to fold into no item that holds another file: into those alone that hold a part of this one, or none."""


class LoadAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a part."""

    folded: Sequence[int] = ()
    """Lines of the payments that a profile took."""
    skipped: int = 0
    """Payments that every profile held already, or does not take."""
    without_entity: int = 0
    """Payments of nobody that the strategy names."""
    labels: Sequence[int] = ()
    """Lines of the payments whose label the facts of an entity took."""
    given_up: Mapping[str, str] = {}
    """Entities that lack something of this part, with the reason: send it again before the next."""
    unreadable: Mapping[str, str] = {}
    """Entities whose item is damaged, or of a newer version and left alone."""
    of_other_files: int = 0
    """Entities that hold another file: what stands in both counts twice."""
    line: int = 0
    """The last line up to which the whole file is loaded."""


class RebuiltPayment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A payment of the tables, with the time at which it was received."""

    transaction: Transaction
    declined: bool = False


class RebuildRequest(msgspec.Struct, frozen=True, kw_only=True):
    """All payments of an entity, to make its profile of, if that still has the version."""

    kind: str
    id: str
    version: int
    entries: list[RebuiltPayment]


class RebuildAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The result: whether the profile was written, or another was meanwhile."""

    written: bool
    folded: int


class _Request(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    load: LoadRequest | UnsetType = UNSET
    rebuild: RebuildRequest | UnsetType = UNSET


_encode = msgspec.json.Encoder().encode


def encode_load(digest: str, entries: Sequence[PastPayment], *, again: bool = False) -> bytes:
    """Return the payload that loads a part of a file."""
    return _encode(_Request(load=LoadRequest(digest=digest, entries=list(entries), again=again)))


def encoded_size(entry: PastPayment) -> int:
    """Return the bytes that a payment takes in the payload of a part."""
    return len(_encode(entry)) + 1  # a comma


def encode_rebuild(request: RebuildRequest) -> bytes:
    """Return the payload that makes a profile anew."""
    return _encode(_Request(rebuild=request))


def decode(event: object) -> LoadRequest | RebuildRequest:
    """Return the request of an invocation.

    Raises:
        msgspec.ValidationError: it is no such request.
    """
    request = msgspec.convert(event, _Request)
    for each in (request.load, request.rebuild):
        if not isinstance(each, UnsetType):
            return each
    raise msgspec.ValidationError("neither a load nor a rebuild")


def answer_of(answer: LoadAnswer | RebuildAnswer) -> dict[str, Any]:
    """Return an answer as the function returns it."""
    fields: dict[str, Any] = msgspec.to_builtins(answer)
    return fields
