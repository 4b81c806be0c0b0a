"""A stack's configuration, merged as the Pulumi CLI merges it."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from emulator.errors import DeploymentFailedError, StackNotFoundError, one_line

DEFAULT_REGION = "us-east-1"

STACK_FILE = ("config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt")
"""The keys of a stack's file that the Pulumi CLI reads; it ignores all others without a word."""


@dataclass(frozen=True, kw_only=True)
class StackConfiguration:
    """The project's name and every configured value, as text under its full key ("project:key")."""

    project: str
    values: Mapping[str, str]

    @property
    def region(self) -> str:
        return self.values["aws:region"]

    @property
    def default_tags(self) -> Mapping[str, str]:
        """Return the provider's default tags (`aws:defaultTags`)."""
        tags: dict[str, str] = json.loads(self.values.get("aws:defaultTags", "{}")).get("tags", {})
        return tags


def read_configuration(
    project: Path, stack: str, overrides: Mapping[str, str], *, default_region: str | None = DEFAULT_REGION
) -> StackConfiguration:
    """Return the defaults of Pulumi.yaml, overridden by Pulumi.{stack}.yaml, then by the overrides.

    A key without a namespace is the project's.
    """
    description = _read(project / "Pulumi.yaml")
    if "name" not in description:
        raise DeploymentFailedError(f"{project / 'Pulumi.yaml'} does not name the project")
    name = str(description["name"])
    layers: list[Mapping[str, Any]] = [
        {"aws:region": default_region},
        {key: _default(spec) for key, spec in _mapping(project / "Pulumi.yaml", description.get("config")).items()},
        _own(project / f"Pulumi.{stack}.yaml"),
        overrides,
    ]
    merged = {_full(name, key): value for layer in layers for key, value in layer.items() if value is not None}
    return StackConfiguration(project=name, values={key: _text(key, value) for key, value in merged.items()})


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StackNotFoundError(f"there is no {path}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DeploymentFailedError(f"{path} is no YAML: {one_line(error)}") from error
    return _mapping(path, content)


def _mapping(where: Path, content: Any) -> dict[str, Any]:
    """Return the mapping, empty for no content.

    Raises:
        DeploymentFailedError: it is no mapping.
    """
    if content is not None and not isinstance(content, dict):
        raise DeploymentFailedError(f"{where}: expected keys with values, not {content!r:.40}")
    return content or {}


def _own(path: Path) -> Mapping[str, Any]:
    content = _read(path)
    for unknown in sorted(content.keys() - set(STACK_FILE), key=str):
        near = difflib.get_close_matches(str(unknown).lower(), STACK_FILE, n=1)
        guess = f" (did you mean {near[0]}?)" if near else ""
        raise DeploymentFailedError(f"{path.name}: nothing reads {unknown}{guess}")
    return _mapping(path, content.get("config"))


def _default(spec: Any) -> Any:
    return spec.get("value", spec.get("default")) if isinstance(spec, dict) else spec


def _full(project: str, key: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _text(key: str, value: Any) -> str:
    if isinstance(value, dict) and "secure" in value:
        raise DeploymentFailedError(f"config {key} is encrypted: give it in clear for local mode")
    return value if isinstance(value, str) else json.dumps(value)
