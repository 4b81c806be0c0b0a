"""One mutant in a process of its own: its module is compiled from the changed tree, and its tests are run."""

import functools
import importlib
import os
import resource
import signal
import sys
import types
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import Any, NoReturn

import pytest
from botocore.loaders import JSONFileLoader, Loader

from tests.mutants.coverage_map import BUILD, QUIET
from tests.mutants.mutations import Mutation, mutated
from tests.mutants.reach import PROJECT

BEFOREHAND = (
    *("boto3", "botocore.session", "hypothesis", "moto.core", "moto.dynamodb", "moto.sns", "moto.sqs", "msgspec"),
    *("moto.backends", "urllib3", "xdist.plugin", "yaml", "re2", "zoneinfo", "concurrent.futures", "decimal"),
    *("moto.cloudwatch.models", "moto.events.models", "moto.iam.models", "moto.s3.models", "moto.sts.models"),
    *("moto.sns.responses", "moto.sns.urls", "moto.sqs.responses", "moto.sqs.urls", "cryptography.hazmat.backends"),
)
"""Modules that tests import and no mutation changes: imported once, before any process is forked."""

MEMORY = 4 * 1024**3
"""Bytes of address space: a loop that a mutation made endless must not take the machine with it."""

SURVIVED, KILLED, NOT_HERE = 0, 1, 2
"""Statuses of its process; by the last it has not been tried."""

ENDLESS = frozenset({signal.SIGPROF, signal.SIGALRM})

WAITS = 20
"""Times as long that a process may take by the clock, on a machine that others use as well."""

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


class Finder(MetaPathFinder):
    """A finder that knows the one module with a mutation."""

    def __init__(self, mutation: Mutation) -> None:
        self._mutation, self._name = mutation, module_of(mutation)

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin:
            spec.loader = _MutatedLoader(fullname, spec.origin, self._mutation)
        return spec


def module_of(mutation: Mutation) -> str:
    """Return the name of the module that a mutation is in."""
    return mutation.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Killer:
    """A plugin that notes the first test that fails."""

    def __init__(self) -> None:
        self.name = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid


SERVICES = ("dynamodb", "events", "lambda", "sns", "sqs")
"""Those whose descriptions are read once: sessions of botocore read them anew."""


def import_beforehand() -> None:
    """Import and read what every mutant's tests need."""
    for name in BEFOREHAND:
        importlib.import_module(name)
    read = functools.cache(functools.partial(JSONFileLoader.load_file, JSONFileLoader()))
    setattr(JSONFileLoader, "load_file", lambda _, file_path: read(file_path))  # noqa: B010 -- it is none that mypy lets
    loader = Loader()
    for service in SERVICES:
        loader.load_service_model(service, "service-2")


def fork(mutation: Mutation | None, tests: Sequence[str], limit: float) -> int:
    """Start a process that runs tests on a mutant, or on the sources as they are; return its id.

    It ends by one of ENDLESS after so many seconds of a processor, else with SURVIVED or KILLED, and writes the name of
    the test that killed it into its folder. Any other status says nothing of the mutant.
    """
    process = os.fork()
    if not process:
        _run(mutation, tests, limit)
    return process


def end_after(limit: float) -> None:
    """Let this process end, by one of ENDLESS, after so many seconds of a processor, or WAITS as long by the clock."""
    for each in ENDLESS:
        signal.signal(each, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.setitimer(signal.ITIMER_REAL, WAITS * limit)


def folder_of(process: int) -> Path:
    """Return the folder of a process."""
    return BUILD / f"process-{process}"


def _run(mutation: Mutation | None, tests: Sequence[str], limit: float) -> NoReturn:
    code = NOT_HERE
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nowhere, standard)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        end_after(limit)
        os.chdir(PROJECT)
        if mutation:
            sys.meta_path.insert(0, Finder(mutation))
        killer, folder = Killer(), folder_of(os.getpid())
        folder.mkdir(parents=True)
        options = [*QUIET, "--assert=plain", f"--basetemp={folder / 'tests'}"]
        ended = pytest.main([*options, *tests], plugins=[killer])
        (folder / KILLER).write_text(killer.name, encoding="utf-8")
        if ended != pytest.ExitCode.INTERNAL_ERROR:
            code = KILLED if ended else SURVIVED  # where a mutant cannot be imported, no test is named
    finally:
        os._exit(code)
