"""The reading of a document's part `model`: all that is wrong with it, or the model."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeGuard

from handlers.contract.money import is_storable
from handlers.decision.condition.faults import nearest
from handlers.decision.condition.texts import comparable
from handlers.decision.condition.vocabulary import Vocabulary
from handlers.decision.model.expected import EXPECTED, faults_of_expected
from handlers.decision.model.forest import forest
from handlers.decision.model.inputs import input_of
from handlers.decision.model.model import Model
from handlers.decision.model.packed import UnreadableTrees, unpack_trees

FIELDS = ("features", "texts", "base", "calibration", "trees", EXPECTED, "trained")
OPTIONAL = ("texts", EXPECTED, "trained")
CALIBRATION = ("slope", "intercept")
MOST_FEATURES = 64
LARGEST = 1_000
"""The most that log-odds, or a factor of them, are."""

MOST_TEXTS, LONGEST_TEXT = 200, 256
"""Texts of a feature, and characters of each."""

LONGEST_TRAINED = 16 * 1024
"""Characters of what is said of the training."""
DEEPEST_TRAINED = 6

_PLAIN = re.compile(r"-?[0-9]{1,4}(\.[0-9]{1,9})?", re.ASCII)


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
    texts = part.get("texts", {})
    inputs = [each for name in part["features"] if (each := input_of(name, vocabulary, is_text=name in texts))]
    try:
        roots = forest(unpack_trees(part["trees"]), len(inputs))
    except UnreadableTrees as error:
        return [ModelFault(("trees",), str(error))]
    calibration = part["calibration"]
    slope, intercept = float(calibration["slope"]), float(calibration["intercept"])
    tables = {name: {text: float(number) for text, number in table.items()} for name, table in texts.items()}
    return Model(inputs, roots, base=float(part["base"]), slope=slope, intercept=intercept, texts=tables)


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
    texts = part.get("texts", {})
    if not isinstance(texts, dict):
        yield ModelFault(("texts",), "texts must hold a table for each feature that is a text")
        return
    if "features" not in part:  # said already
        return
    names = part["features"]
    if not isinstance(names, list) or not 0 < len(names) <= MOST_FEATURES:
        yield ModelFault(("features",), f"features must be a list of 1 to {MOST_FEATURES} names")
        return
    for place, name in enumerate(names):
        path = ("features", place)
        found = input_of(name, vocabulary, is_text=name in texts) if isinstance(name, str) else None
        if found is None:
            yield _of_no_feature(path, name, vocabulary)
        elif name in names[:place]:
            yield ModelFault(path, f"{name} stands there already")
        elif found.is_text and name not in texts:
            yield ModelFault(path, f"{name} is a text, and texts has no table for it")
    yield from _of_texts(texts, names, vocabulary)


def _of_no_feature(path: tuple[str | int, ...], name: object, vocabulary: Vocabulary) -> ModelFault:
    known = [each for each in vocabulary if input_of(each, vocabulary, is_text=False)]
    hint = nearest(name, known) if isinstance(name, str) else None
    return ModelFault(path, f"{name} is no feature that is a number, or true or false", hint)


def _of_texts(texts: Mapping[str, Any], names: Sequence[Any], vocabulary: Vocabulary) -> Iterator[ModelFault]:
    for name, table in texts.items():
        path: tuple[str | int, ...] = ("texts", name)
        found = input_of(name, vocabulary, is_text=True) if isinstance(name, str) else None
        if name not in names:
            yield ModelFault(path, f"{name} is none of the features", of_name=True)
        elif found is None or not found.is_text:
            yield ModelFault(path, f"{name} is no text", of_name=True)
        elif not isinstance(table, dict) or not 0 < len(table) <= MOST_TEXTS:
            yield ModelFault(path, f"{name} must have a number for each of 1 to {MOST_TEXTS} texts")
        else:
            yield from _of_table(table, path)


def _of_table(table: Mapping[Any, Any], path: tuple[str | int, ...]) -> Iterator[ModelFault]:
    for text, number in table.items():
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST_TEXT or comparable(text) != text:
            said = f"must be 1 to {LONGEST_TEXT} characters in the form in which texts are compared"
            yield ModelFault((*path, text), f"{str(text)[:LONGEST_TEXT]!r} {said}", of_name=True)
        elif not (_is_plain_number(number) or _is_number(number)):
            yield ModelFault((*path, text), f"{text} must have a number from -{LARGEST:,} to {LARGEST:,}")


def _is_number(value: object) -> TypeGuard[int | Decimal]:
    return is_storable(value) and -LARGEST <= value <= LARGEST


def _is_plain_number(value: object) -> bool:
    """Return whether a value is a number as most are, in a fraction of the time: a table holds hundreds."""
    return type(value) is Decimal and -LARGEST <= value <= LARGEST and _PLAIN.fullmatch(str(value)) is not None


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
