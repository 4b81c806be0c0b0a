"""The project's metadata says what it is, what it may be used for, and what it needs."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parent.parent
TOOLS = ("bench", "chaos")
"""Rooms that only try the others; no installation has them."""

PACKAGES = sorted(path.parent for path in PROJECT.glob("*/__init__.py") if path.parent.name not in TOOLS)
DATA = {"zoneinfo": "tzdata"}
"""Distributions of data alone, by the module of the standard library that reads them."""

IN_TRAIN = frozenset((PROJECT / "fraudctl" / "train" / "worker").glob("*.py"))
BESIDE_IN_TRAIN = PROJECT / "bench" / "detection" / "logistic_worker.py"
"""They run in .train, with what requirements/train.in names."""

RUN = [
    PROJECT / "__main__.py",
    *(path for package in PACKAGES for path in package.rglob("*.py") if path not in IN_TRAIN),
]
IN_CLIENTS = PROJECT / "tests" / "pipeline" / "schemathesis_hooks.py"
"""It runs in .clients, with what requirements/clients.in names."""

TRIED = {path for folder in (*TOOLS, "docs", "tests") for path in (PROJECT / folder).rglob("*.py")} - {
    IN_CLIENTS,
    BESIDE_IN_TRAIN,
}


def metadata() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def dependencies() -> list[str]:
    """Return what the client needs, and what the command line and its console need beside that."""
    project = metadata()["project"]
    return [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]


def name(requirement: str) -> str:
    """Return the distribution that a requirement is for."""
    (found,) = re.findall(r"^[\w.-]+", requirement)
    return str(found).lower().replace("_", "-")


def modules_of(sources: Iterable[Path]) -> Iterator[str]:
    """Yield the modules that the sources import."""
    for source in sources:
        yield from modules_in(source)


@cache
def modules_in(source: Path) -> frozenset[str]:
    """Return the modules that a source imports."""
    modules = list[str]()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules.append(node.module or "")
    return frozenset(each.split(".")[0] for each in modules)


def imported(sources: Iterable[Path]) -> set[str]:
    """Return the third-party modules that the sources import."""
    ours = {path.name for path in PROJECT.iterdir()}
    return set(modules_of(sources)) - set(sys.stdlib_module_names) - ours


@cache
def distributions() -> Mapping[str, list[str]]:
    """Return the distributions that bring each module."""
    return importlib.metadata.packages_distributions()


def undeclared(sources: Iterable[Path], requirements: Iterable[str]) -> list[str]:
    """Return the third-party modules that no requirement brings; their types come with `boto3-stubs`."""
    declared = {name(requirement) for requirement in requirements}
    brought = distributions()
    modules = {module for module in imported(sources) if not module.startswith("mypy_boto3_")}
    return sorted(each for each in modules if not declared & {name(known) for known in brought.get(each, [])})


def test_what_is_imported_is_declared() -> None:
    assert undeclared(RUN, dependencies()) == []


def test_what_tests_and_bench_import_is_declared_beside_it() -> None:
    assert undeclared(TRIED, [*dependencies(), *metadata()["dependency-groups"]["dev"]]) == []


def test_what_trains_imports_what_its_environment_has_and_nothing_else() -> None:
    pinned = (PROJECT / "requirements" / "train.in").read_text(encoding="utf-8")
    assert imported(IN_TRAIN) == {"numpy", "xgboost"}
    assert imported([BESIDE_IN_TRAIN]) == {"numpy"}
    assert all(f"\n{module}==" in pinned for module in imported([*IN_TRAIN, BESIDE_IN_TRAIN]))


def test_an_import_that_nothing_declares_is_found(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text("import json\nimport rich.table\nfrom hypothesis import given\nimport handlers.contract\n")
    assert undeclared([source], ["rich>=1"]) == ["hypothesis"]


def test_what_is_declared_is_imported_or_run() -> None:
    brought = distributions()
    used = {name(each) for module in imported(RUN) for each in brought.get(module, [])}
    used |= {DATA[module] for module in DATA.keys() & set(modules_of(RUN))}
    assert {name(requirement) for requirement in dependencies()} <= used


def test_time_zones_are_read_from_what_is_declared_where_the_system_has_none() -> None:
    asked = "from zoneinfo import ZoneInfo; print(ZoneInfo('Europe/Berlin').key)"
    here = subprocess.run(
        [sys.executable, "-c", asked], env={"PYTHONTZPATH": ""}, capture_output=True, text=True, check=True, timeout=60
    )
    assert here.stdout == "Europe/Berlin\n"


@pytest.mark.parametrize("requirement", dependencies())
def test_the_lock_has_what_is_declared_no_older(requirement: str) -> None:
    lock = (PROJECT / "requirements" / "project.lock").read_text(encoding="utf-8")
    wanted, least = requirement.split(">=")
    (locked,) = re.findall(rf"^{re.escape(wanted)}==([\d.]+) ", lock, re.MULTILINE)
    assert [int(part) for part in locked.split(".")] >= [int(part) for part in least.split(".")]


@pytest.mark.parametrize("requirement", metadata()["dependency-groups"]["dev"])
def test_the_lock_has_the_tools(requirement: str) -> None:
    lock = (PROJECT / "requirements" / "project.lock").read_text(encoding="utf-8")
    assert re.search(rf"^{re.escape(name(requirement))}==", lock, re.MULTILINE), f"{requirement}: run `make lock`"


def test_what_is_installed_says_its_licence() -> None:
    said = importlib.metadata.metadata("fraud-detection")
    assert said["License-Expression"] == "Apache-2.0"
    assert said.get_all("License-File") == ["LICENSE"]
    assert said["Description-Content-Type"] == "text/markdown"
    assert "Apache License\n                           Version 2.0, January 2004" in (PROJECT / "LICENSE").read_text()


def test_the_version_has_an_entry_in_the_changelog() -> None:
    changes = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## [{metadata()['project']['version']}]" in changes
    assert "\n## [Unreleased]" in changes


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_a_package_says_that_it_is_typed(package: Path) -> None:
    assert (package / "py.typed").exists()
    assert "py.typed" in metadata()["tool"]["setuptools"]["package-data"]["*"]


def test_no_address_is_made_up() -> None:
    for address in metadata()["project"].get("urls", {}).values():
        assert not re.search(r"OWNER|example\.|localhost", address)


def test_the_version_is_the_same_wherever_it_stands() -> None:
    policy = (PROJECT / "policy" / "PulumiPolicy.yaml").read_text(encoding="utf-8")
    contract = (PROJECT / "docs" / "openapi.json").read_text(encoding="utf-8")

    assert f"\nversion: {metadata()['project']['version']}\n" in policy
    assert f'"version": "{metadata()["project"]["version"]}"' in contract
