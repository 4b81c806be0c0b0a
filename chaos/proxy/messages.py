"""Whole HTTP requests and responses, and the headers of them that a proxy passes on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BETWEEN_TWO_ENDS = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)
"""Headers about one connection, which a proxy does not pass on: RFC 9110, section 7.6.1."""
WRITTEN_ANEW = frozenset({"content-length", "expect"})
"""Headers about how a message is sent, and it is sent as a whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProxiedRequest:
    """A whole request; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class ProxiedResponse:
    """A whole response; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def decode_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers as text, of several with one name the last."""
    return {name.decode(): value.decode("latin-1") for name, value in headers}


def end_to_end(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that are passed on."""
    dropped = BETWEEN_TWO_ENDS | WRITTEN_ANEW
    return {name: value for name, value in headers.items() if name.lower() not in dropped}
