"""The inputs that a provisioner knows, at every depth, and their names in boto3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.errors import UnknownPropertyError


@dataclass(frozen=True)
class Nested:
    """An object, or a list of objects, with properties to be renamed as well."""

    name: str
    properties: PropertyMap


PropertyMap = Mapping[str, str | Nested]
"""Pulumi's property name → boto3's parameter name."""


def translate(properties: PropertyMap, inputs: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """Return the inputs under boto3's names.

    Raises:
        UnknownPropertyError: there is an input that the properties lack; names its path.
    """
    parameters: dict[str, Any] = {}
    for key, value in inputs.items():
        known = properties.get(key)
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


def _translate_nested(properties: PropertyMap, value: Any, owner: str) -> Any:
    if isinstance(value, list):
        return [translate(properties, item, owner) for item in value]
    return translate(properties, value, owner)
