"""The reading of a document's part `model`: all that is wrong with it, or the model."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeGuard

from handlers.contract.money import is_storable
from handlers.decision.condition.faults import nearest
from handlers.decision.condition.tree import Read
from handlers.decision.condition.vocabulary import METADATA, Kind, Vocabulary
from handlers.decision.entity.catalogue import feature_of
from handlers.decision.model.expected import EXPECTED, faults_of_expected
from handlers.decision.model.forest import forest
from handlers.decision.model.model import Model
from handlers.decision.model.packed import UnreadableTrees, unpack_trees

FIELDS = ("features", "base", "calibration", "trees", EXPECTED, "trained")
OPTIONAL = (EXPECTED, "trained")
CALIBRATION = ("slope", "intercept")
MOST_FEATURES = 64
LARGEST = 1_000
"""The most that log-odds, or a factor of them, are."""

LONGEST_TRAINED = 16 * 1024
"""Characters of what is said of the training."""
DEEPEST_TRAINED = 6


class ModelFault(NamedTuple):
    """A sentence about what stands at `path` within the model, and perhaps a hint."""

    path: tuple[str | int, ...]
    message: str
    hint: str | None = None
    of_name: bool = False


def read_model(part: Mapping[str, Any], vocabulary: Vocabulary) -> Model | list[ModelFault]:
    """Return the model that is described, or all that is wrong with it; features are those of the vocabulary."""
    if faults := [*_of_fields(part), *_of_features(part, vocabulary)]:
        return faults
    reads = [_read(name, vocabulary) for name in part["features"]]
    try:
        roots = forest(unpack_trees(part["trees"]), len(reads))
    except UnreadableTrees as error:
        return [ModelFault(("trees",), str(error))]
    calibration = part["calibration"]
    slope, intercept = float(calibration["slope"]), float(calibration["intercept"])
    return Model(reads, roots, base=float(part["base"]), slope=slope, intercept=intercept)


def _of_fields(part: Mapping[str, Any]) -> Iterator[ModelFault]:
    yield from _of_names(part, FIELDS, (), optional=OPTIONAL)
    if "base" in part and not _is_number(part["base"]):
        yield ModelFault(("base",), f"base must be a number from -{LARGEST:,} to {LARGEST:,}")
    if "trees" in part and not isinstance(part["trees"], str):
        yield ModelFault(("trees",), "trees must be the text that fraudctl train writes")
    if "trained" in part and not _is_told(part["trained"]):
        said = f"trained must say in texts, numbers and lists, in {LONGEST_TRAINED:,} characters, what it was made of"
        yield ModelFault(("trained",), said)
    if "calibration" in part:
        yield from _of_calibration(part["calibration"])
    if EXPECTED in part:
        faults = faults_of_expected(part[EXPECTED], part.get("features"))
        yield from (ModelFault((EXPECTED, *path), message) for path, message in faults)


def _of_names(
    part: Mapping[str, Any], names: tuple[str, ...], path: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[ModelFault]:
    for name in part:
        if name not in names:
            yield ModelFault((*path, name), f"{name} is no field here", nearest(str(name), names), of_name=True)
    for name in names:
        if name not in part and name not in optional:
            yield ModelFault(path, f"{name} is missing")


def _of_calibration(said: object) -> Iterator[ModelFault]:
    if not isinstance(said, dict):
        yield ModelFault(("calibration",), "calibration must hold slope and intercept")
        return
    yield from _of_names(said, CALIBRATION, ("calibration",))
    if "slope" in said and not (_is_number(said["slope"]) and said["slope"] > 0):
        yield ModelFault(("calibration", "slope"), f"slope must be a number above 0, of at most {LARGEST:,}")
    if "intercept" in said and not _is_number(said["intercept"]):
        yield ModelFault(("calibration", "intercept"), f"intercept must be a number from -{LARGEST:,} to {LARGEST:,}")


def _of_features(part: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[ModelFault]:
    if "features" not in part:  # said already
        return
    names = part["features"]
    if not isinstance(names, list) or not 0 < len(names) <= MOST_FEATURES:
        yield ModelFault(("features",), f"features must be a list of 1 to {MOST_FEATURES} names")
        return
    for place, name in enumerate(names):
        path = ("features", place)
        if not isinstance(name, str) or not _is_feature(name, vocabulary):
            known = [each for each in vocabulary if _is_feature(each, vocabulary)]
            hint = nearest(name, known) if isinstance(name, str) else None
            yield ModelFault(path, f"{name} is no feature that is a number, or true or false", hint)
        elif name in names[:place]:
            yield ModelFault(path, f"{name} stands there already")


def _is_feature(name: str, vocabulary: Vocabulary) -> bool:
    if name.startswith(f"{METADATA}."):
        return len(name) > len(METADATA) + 1
    known = vocabulary.get(name)
    return known is not None and known.kind in (Kind.NUMBER, Kind.BOOLEAN) and feature_of(name) is not None


def _read(name: str, vocabulary: Vocabulary) -> Read:
    if known := vocabulary.get(name):
        return Read(name, known.kind, known.optional)
    return Read(name, Kind.NUMBER, optional=True)


def _is_number(value: object) -> TypeGuard[int | Decimal]:
    return is_storable(value) and -LARGEST <= value <= LARGEST


def _is_told(value: object) -> bool:
    return isinstance(value, dict) and _is_plain(value) and len(json.dumps(value, default=str)) <= LONGEST_TRAINED


def _is_plain(value: object, levels: int = DEEPEST_TRAINED) -> bool:
    match value:
        case dict():
            return levels > 0 and all(isinstance(name, str) and _is_plain(value[name], levels - 1) for name in value)
        case list():
            return levels > 0 and all(_is_plain(each, levels - 1) for each in value)
        case bool() | str():
            return True
        case _:
            return isinstance(value, Decimal | int) and is_storable(value)
