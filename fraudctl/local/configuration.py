"""A stack's configuration, put together as the Pulumi CLI would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from fraudctl.local.errors import DeploymentFailedError, StackNotFoundError, one_line

DEFAULT_REGION = "us-east-1"


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
        """The provider's default tags (`aws:defaultTags`)."""
        tags: dict[str, str] = json.loads(self.values.get("aws:defaultTags", "{}")).get("tags", {})
        return tags


def read_configuration(
    project: Path, stack: str, overrides: Mapping[str, str], *, default_region: str | None = DEFAULT_REGION
) -> StackConfiguration:
    """Pulumi.yaml's defaults, over them Pulumi.{stack}.yaml, over them the overrides; bare keys are the project's."""
    description = _read(project / "Pulumi.yaml")
    if "name" not in description:
        raise DeploymentFailedError(f"{project / 'Pulumi.yaml'} does not name the project")
    name = str(description["name"])
    own = project / f"Pulumi.{stack}.yaml"
    layers: list[Mapping[str, Any]] = [
        {"aws:region": default_region},
        {key: _default(spec) for key, spec in _mapping(project / "Pulumi.yaml", description.get("config")).items()},
        _mapping(own, _read(own).get("config")),
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
    """Return what is there, empty if nothing is.

    Raises:
        DeploymentFailedError: it has no keys.
    """
    if content is not None and not isinstance(content, dict):
        raise DeploymentFailedError(f"{where}: expected keys with values, not {content!r:.40}")
    return content or {}


def _default(spec: Any) -> Any:
    return spec.get("value", spec.get("default")) if isinstance(spec, dict) else spec


def _full(project: str, key: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _text(key: str, value: Any) -> str:
    if isinstance(value, dict) and "secure" in value:
        raise DeploymentFailedError(f"config {key} is encrypted: give it in clear for local mode")
    return value if isinstance(value, str) else json.dumps(value)
