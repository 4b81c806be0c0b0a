"""The header Accept: what a client takes for an answer. All answers are JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.contract.errors import NotAcceptable

SPECIFICITY = {"application/json": 2, "application/*": 1, "*/*": 0}
"""The ranges that JSON is in; the most specific one says whether it is taken (RFC 9110, 12.5.1)."""


def require_json_accepted(event: Mapping[str, Any]) -> None:
    """Raise NotAcceptable if the request says that it takes no JSON; without the header it takes anything."""
    ranges = list(_ranges(event))
    if not ranges:
        return
    said = {media: weight for media, weight in ranges if media in SPECIFICITY}
    if not said or said[max(said, key=SPECIFICITY.__getitem__)] <= 0:
        raise NotAcceptable


def _ranges(event: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield each media range with its weight; one that cannot be read counts as 1."""
    for each in filter(None, map(str.strip, ",".join(_lines(event)).split(","))):
        media, *parameters = (part.strip().lower() for part in each.split(";"))
        yield media, _weight(parameters)


def _lines(event: Mapping[str, Any]) -> list[str]:
    """Return the header's lines, which are one list (RFC 9110, 5.3); of several, `headers` has the last one."""
    last = _named_accept(event.get("headers"))
    lines = _named_accept(event.get("multiValueHeaders")) or [last]
    return [each for each in (lines if lines[-1] == last else [last]) if isinstance(each, str)]


def _named_accept(headers: Mapping[str, Any] | None) -> Any:
    return next((value for name, value in (headers or {}).items() if name.lower() == "accept"), None)


def _weight(parameters: list[str]) -> float:
    for each in parameters:
        if each.startswith("q="):
            try:
                return float(each.removeprefix("q="))
            except ValueError:
                return 1.0
    return 1.0
