"""One mutant in a process of its own: its module is compiled from the changed tree, and its tests are run."""

import importlib
import os
import resource
import sys
import types
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.mutants.coverage_map import BUILD, PROJECT, QUIET
from tests.mutants.mutations import Mutation, mutated

BEFOREHAND = (
    *("boto3", "botocore.session", "hypothesis", "moto.core", "moto.dynamodb", "moto.sns", "moto.sqs", "msgspec"),
    *("moto.backends", "urllib3", "xdist.plugin", "yaml", "re2", "zoneinfo", "concurrent.futures", "decimal"),
)
"""Modules that tests import and no mutation changes: imported once, before any process is forked."""

MEMORY = 4 * 1024**3
"""Bytes of address space: a loop that a mutation made endless must not take the machine with it."""

SURVIVED, KILLED = 0, 1

KILLER = "killer"
"""The file with the name of the test that killed the mutant."""


class _MutatedLoader(SourceFileLoader):
    """A loader that compiles the changed tree, whatever bytecode lies about."""

    def __init__(self, name: str, path: str, mutation: Mutation) -> None:
        super().__init__(name, path)
        self._mutation = mutation

    def get_code(self, fullname: str) -> types.CodeType:
        del fullname
        tree = mutated(Path(self.path).read_text(encoding="utf-8"), self._mutation.number)
        return compile(tree, self.path, "exec")


class _Finder(MetaPathFinder):
    """A finder that knows the one module with a mutation."""

    def __init__(self, mutation: Mutation) -> None:
        self._mutation = mutation
        self._name = mutation.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin:
            spec.loader = _MutatedLoader(fullname, spec.origin, self._mutation)
        return spec


class _Killer:
    """A plugin that notes the first test that fails."""

    def __init__(self) -> None:
        self.name = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid


def import_beforehand() -> None:
    """Import what every mutant's tests need."""
    for name in BEFOREHAND:
        importlib.import_module(name)


def fork(mutation: Mutation | None, tests: Sequence[str]) -> int:
    """Start a process that runs tests on a mutant, or on the sources as they are; return its id.

    It ends with SURVIVED or KILLED, and writes the name of the test that killed it into its folder.
    """
    process = os.fork()
    if not process:
        _run(mutation, tests)
    return process


def folder_of(process: int) -> Path:
    """Return the folder of a process."""
    return BUILD / f"process-{process}"


def _run(mutation: Mutation | None, tests: Sequence[str]) -> NoReturn:
    code = KILLED
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nowhere, standard)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.chdir(PROJECT)
        if mutation:
            sys.meta_path.insert(0, _Finder(mutation))
        killer, folder = _Killer(), folder_of(os.getpid())
        folder.mkdir(parents=True)
        options = [*QUIET, "--assert=plain", f"--basetemp={folder / 'tests'}"]
        code = SURVIVED if pytest.main([*options, *tests], plugins=[killer]) == 0 else KILLED
        (folder / KILLER).write_text(killer.name, encoding="utf-8")
    finally:
        os._exit(code)
