"""A model's part `expected`: in which shares its scores, and the features that it reads, came when it was made.

What comes later is compared with them: the bands of scores by an alarm, the features by `fraudctl drift`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple, Self

from handlers.contract.money import is_storable

EXPECTED = "expected"
"""The part's name."""

FIELDS = ("payments", "score", "features")
MOST_SCORE_BANDS = 5
"""Each is counted in two metrics, and an alarm reads ten at most ("Alarm limits", Amazon CloudWatch User Guide)."""

MOST_FEATURE_BANDS = 10
ROUNDED = 0.01
"""By so much the shares of all bands together may differ from 1."""

Said = tuple[tuple[str | int, ...], str]
"""A place within the part, and what is wrong there."""


class Bands(NamedTuple):
    """Bands of values and their shares: up to each bound, above the last one, and last of what is absent."""

    bounds: tuple[float, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """Return the bands of a part without faults."""
        return cls(tuple(map(float, said["bounds"])), tuple(map(float, (*said["shares"], said.get("absent", 0)))))

    def place(self, value: Any) -> int:
        """Return the place of a value's band; None is absent."""
        return len(self.bounds) + 1 if value is None else bisect_left(self.bounds, float(value))


class Expected(NamedTuple):
    """The shares by which a model's payments came when it was made."""

    payments: int
    """So many were counted."""
    score: Bands
    features: Mapping[str, Bands]


def expected_of(document: Mapping[str, Any]) -> Expected | None:
    """Return what a strategy's document, in which nothing is wrong, expects; None where it says nothing of it."""
    said = (document.get("model") or {}).get(EXPECTED)
    if said is None:
        return None
    features = {name: Bands.of(bands) for name, bands in said["features"].items()}
    return Expected(int(said["payments"]), Bands.of(said["score"]), features)


def faults_of_expected(said: object, features: object) -> Iterator[Said]:
    """Yield what is wrong with the part of a model that reads features of these names."""
    if not isinstance(said, dict):
        yield (), "expected must hold payments, score and features"
        return
    yield from _of_names(said, FIELDS, ())
    payments = said.get("payments", 1)
    if not (is_storable(payments) and payments == int(payments) and payments > 0):
        yield ("payments",), "payments must be a whole number of at least 1"
    if "score" in said:
        yield from _of_bands(said["score"], ("score",), MOST_SCORE_BANDS)
    of_features = said.get("features", {})
    if not isinstance(of_features, dict):
        yield ("features",), "features must hold the bands of each"
        return
    for name, bands in of_features.items():
        if isinstance(features, list) and name not in features:
            yield ("features", name), f"{name} is no feature of the model"
        else:
            yield from _of_bands(bands, ("features", name), MOST_FEATURE_BANDS)


def _of_names(
    said: Mapping[str, Any], names: tuple[str, ...], path: tuple[str, ...], optional: str = ""
) -> Iterator[Said]:
    for name in said:
        if name not in names and name != optional:
            yield (*path, name), f"{name} is no field here"
    for name in names:
        if name not in said:
            yield path, f"{name} is missing"


def _of_bands(said: object, path: tuple[str, ...], most: int) -> Iterator[Said]:
    of_score = path == ("score",)
    if not isinstance(said, dict):
        yield path, f"{path[-1]} must hold bounds and shares"
        return
    if wrong := list(_of_names(said, ("bounds", "shares"), path, optional="" if of_score else "absent")):
        yield from wrong
        return
    bounds, shares = said["bounds"], said["shares"]
    if not (_are_numbers(bounds) and 0 < len(bounds) < most and all(one < next_ for one, next_ in pairwise(bounds))):
        yield (*path, "bounds"), f"bounds must be a list of 1 to {most - 1} numbers that rise"
    elif of_score and not (bounds[0] >= 0 and bounds[-1] < 1):
        yield (*path, "bounds"), "bounds must be at least 0 and below 1, as scores are from 0 to 1"
    elif not _are_shares(shares, len(bounds) + 1):
        yield (*path, "shares"), f"shares must be a list of {len(bounds) + 1} numbers from 0 to 1, one more than bounds"
    elif not _are_shares([absent := said.get("absent", 0)], 1):
        yield (*path, "absent"), "absent must be a number from 0 to 1"
    elif abs(sum(map(float, (*shares, absent))) - 1) > ROUNDED:
        yield (*path, "shares"), "shares, and what is absent, must come to 1 together"


def _are_numbers(said: object) -> bool:
    return isinstance(said, list) and all(map(is_storable, said))


def _are_shares(said: object, count: int) -> bool:
    return _are_numbers(said) and isinstance(said, list) and len(said) == count and all(0 <= each <= 1 for each in said)
