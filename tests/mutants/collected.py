"""Mutants by processes in which all tests are collected already: forked from one, each runs its own until one fails."""

import os
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import pytest
from coverage import Coverage
from hypothesis import Phase, settings

from tests.mutants.coverage_map import QUIET, ROOMS, SLOW, CoverageMap, lines_of
from tests.mutants.in_place import ImportedFunctions
from tests.mutants.mutations import Mutation
from tests.mutants.one_mutant import KILLED, KILLER, MEMORY, NOT_HERE, SURVIVED, Killer, end_after, folder_of
from tests.mutants.reach import PROJECT, TESTED

LEAST = 20.0
"""Seconds of a processor that each test has at least."""

SLOWER = 15
"""Times its own seconds after which the test of a mutant counts as endless."""

USED_SETTINGS = "_hypothesis_internal_use_settings"
"""The attribute in which Hypothesis keeps the settings of a test."""

Fork = Callable[[Mutation | None, Sequence[str]], int]


class CollectedTests:
    """A plugin that, instead of running the tests, hands out a function that forks a process to run some of them."""

    def __init__(self, covered: CoverageMap, use: Callable[[Fork], None]) -> None:
        self._seconds = dict(zip(covered.tests, covered.seconds, strict=True))
        self._use = use
        self._measured = Coverage(data_file=None, source=[str(PROJECT / TESTED)], branch=False, config_file=False)
        self._measured.start()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Let a property's failure do: which of its examples is the smallest takes longer to find than all the rest."""
        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", settings(), database=None, derandomize=True, phases=phases)
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Hand out the function that forks."""
        self._measured.stop()
        if session.testsfailed:
            raise session.Interrupted("a file of tests cannot be imported")
        functions = ImportedFunctions.find(TESTED, dict(lines_of(self._measured)))
        items = {each.nodeid: each for each in session.items}
        for each in session.items:
            _limit_examples(each)

        def fork(mutation: Mutation | None, tests: Sequence[str]) -> int:
            process = os.fork()
            if not process:
                self._run(functions, mutation, tests, items)
            return process

        self._use(fork)
        return True

    def _run(
        self,
        functions: ImportedFunctions,
        mutation: Mutation | None,
        tests: Sequence[str],
        items: Mapping[str, pytest.Item],
    ) -> NoReturn:
        code = NOT_HERE
        try:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for standard in (0, 1, 2):
                os.dup2(nowhere, standard)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            folder = folder_of(os.getpid())
            folder.mkdir(parents=True)
            if mutation is None or functions.mutate(mutation):
                name = self._first_failure([items[each] for each in tests], folder / "tests")
                (folder / KILLER).write_text(name, encoding="utf-8")
                code = KILLED if name else SURVIVED
        finally:
            os._exit(code)

    def _first_failure(self, tests: Sequence[pytest.Item], folder: Any) -> str:
        """Return the name of the first test that fails, or nothing."""
        killer, config = Killer(), tests[0].config
        config.pluginmanager.register(killer)
        factory: Any = config._tmp_path_factory  # type: ignore[attr-defined]  # noqa: SLF001
        folder.mkdir()
        factory._basetemp = folder  # noqa: SLF001
        for item, following in zip(tests, [*tests[1:], None], strict=True):
            end_after(max(LEAST, SLOWER * self._seconds[item.nodeid]))
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if killer.name:
                break
        return killer.name


def _limit_examples(item: pytest.Item) -> None:
    """Let a property have no more examples than those of the others."""
    test: Any = getattr(item, "obj", None)
    if (own := getattr(test, USED_SETTINGS, None)) and own.max_examples > settings().max_examples:
        setattr(test, USED_SETTINGS, settings(own, max_examples=settings().max_examples))


def with_collected_tests(covered: CoverageMap, use: Callable[[Fork], None]) -> bool:
    """Call a function with one that forks, in a process of its own; return whether it came to its end."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    code = 1
    try:
        options = [*QUIET, "--assert=plain", "--capture=sys", *(f"--ignore={each}" for each in SLOW)]
        code = int(pytest.main([*options, *ROOMS], plugins=[CollectedTests(covered, use)]))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
