"""GitHub's workflows, parsed for the tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from emulator.emulator import PROJECT

WORKFLOWS = [
    *sorted((PROJECT / ".github" / "workflows").glob("*.yml")),
    *sorted((PROJECT / "docs" / "examples").glob("*.yml")),  # for users' repositories
]


def parsed(path: Path) -> dict[Any, Any]:
    content: dict[Any, Any] = yaml.safe_load(path.read_text())
    return content


def events(path: Path) -> dict[str, Any]:
    named: dict[str, Any] = parsed(path)[True]  # YAML 1.1 takes `on` for a boolean
    return named


def jobs(path: Path) -> Iterator[dict[str, Any]]:
    yield from parsed(path)["jobs"].values()


def steps(path: Path, action: str) -> list[dict[str, Any]]:
    return [step for job in jobs(path) for step in job.get("steps", []) if step.get("uses", "").startswith(action)]
