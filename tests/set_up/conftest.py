"""A computer on which nothing is set up yet."""

import shutil
from pathlib import Path

import pytest

from tests.set_up.machine import PROJECT, TOOLS, UV, SetUpMachine


@pytest.fixture
def machine(tmp_path: Path) -> SetUpMachine:
    project, path = tmp_path / "a project", tmp_path / "commands"
    project.mkdir()
    path.mkdir()
    for folder in ("scripts", "requirements"):
        shutil.copytree(PROJECT / folder, project / folder)
    for file in ("Makefile", "pyproject.toml"):
        shutil.copy(PROJECT / file, project / file)
    for tool in TOOLS:
        (path / tool).symlink_to(str(shutil.which(tool)))
    made = SetUpMachine(project, path, tmp_path / "notes")
    made.has("uv", UV)
    return made
