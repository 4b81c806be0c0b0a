"""Which inputs a provisioner knows, at every depth, and what boto3 calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.errors import UnknownPropertyError


@dataclass(frozen=True)
class Nested:
    """An object, or a list of objects, whose properties have names of their own."""

    name: str
    shape: PropertyMap


PropertyMap = Mapping[str, str | Nested]
"""Pulumi's property name → boto3's parameter name."""


def translate(shape: PropertyMap, inputs: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """The inputs under boto3's names; an input that the shape lacks raises UnknownPropertyError naming its path."""
    parameters: dict[str, Any] = {}
    for key, value in inputs.items():
        known = shape.get(key)
        match known:
            case _ if value is None:
                continue
            case None:
                raise UnknownPropertyError(f"local mode does not know property {key} of {owner}")
            case Nested(name, inner):
                parameters[name] = _translate_nested(inner, value, f"{key} of {owner}")
            case str():
                parameters[known] = value
    return parameters


def _translate_nested(shape: PropertyMap, value: Any, owner: str) -> Any:
    if isinstance(value, list):
        return [translate(shape, item, owner) for item in value]
    return translate(shape, value, owner)
