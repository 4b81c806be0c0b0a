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
    for name, value in (event.get("headers") or {}).items():
        if name.lower() == "accept" and isinstance(value, str):
            for each in filter(None, map(str.strip, value.split(","))):
                media, *parameters = (part.strip().lower() for part in each.split(";"))
                yield media, _weight(parameters)


def _weight(parameters: list[str]) -> float:
    for each in parameters:
        if each.startswith("q="):
            try:
                return float(each.removeprefix("q="))
            except ValueError:
                return 1.0
    return 1.0
