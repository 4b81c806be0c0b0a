"""The tests that run each line of the functions, and how long each takes: from one run of them under coverage."""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from coverage import Coverage

from tests.mutants.reach import PROJECT, TESTED, lines_in_functions, users_of

BUILD = PROJECT / ".build" / "mutants"
ROOMS = ("tests/handlers", "tests/strategies")
"""The tests that mutants are run against."""

SLOW = ("tests/handlers/decision/test_decision_size.py", "tests/handlers/contract/test_no_card_numbers.py")
"""Those that take so long under coverage that everything else could be run meanwhile: figures over many payments."""

QUIET = ("-q", "-n0", "-p", "no:cacheprovider", "--no-header", "-x")


@dataclass(frozen=True, kw_only=True)
class CoverageMap:
    """The tests by name with their seconds, and for each line of each file the numbers of the tests that run it."""

    tests: Sequence[str]
    seconds: Sequence[float]
    lines: Mapping[str, Mapping[str, Sequence[int]]]

    @classmethod
    def load(cls) -> Self:
        """Return the map of the sources as they are; make it where they have changed since."""
        path = BUILD / f"coverage-{digest_of(TESTED, *ROOMS, 'strategies')}.json"
        if not path.exists():
            BUILD.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(_measured()), encoding="utf-8")
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def tests_of(self, file: str, line: int, statement: int) -> list[str]:
        """Return the tests that run a line; of what is done at import, all that run functions which may use it.

        Those in the file that is called as the module come first, then the fastest.
        """
        if {line, statement} <= lines_in_functions(file):
            found = {number for each in (line, statement) for number in self.lines.get(file, {}).get(str(each), ())}
        else:
            found = {number for user in users_of(file, line) for number in self._run_functions_of(user)}
        named = f"/test_{Path(file).name}::"
        order = sorted(found, key=lambda each: (named not in self.tests[each], self.seconds[each], each))
        return [self.tests[number] for number in order]

    def _run_functions_of(self, file: str) -> Iterator[int]:
        inside = lines_in_functions(file)
        for line, numbers in self.lines.get(file, {}).items():
            if int(line) in inside:
                yield from numbers


def digest_of(*folders: str, leave_out: Callable[[Path], bool] = lambda _: False) -> str:
    """Return a digest of all modules and strategies in folders, but for those left out."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in (".py", ".yaml", ".json") and "__pycache__" not in path.parts and not leave_out(path):
                digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


class _LinesOfTests:
    """A plugin that notes the lines that each test runs, and its time.

    It empties coverage's own sets after each test: its contexts are written to a database with each, which takes longer
    than the tests.
    """

    def __init__(self, measured: Coverage) -> None:
        self._measured, self.seconds = measured, dict[str, float]()
        self.lines: dict[str, dict[str, list[int]]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self._take(None)
        started = time.perf_counter()
        try:
            return (yield)
        finally:
            number = len(self.seconds)
            self.seconds[item.nodeid] = time.perf_counter() - started
            self._take(number)

    def _take(self, number: int | None) -> None:
        """Note the lines that were run since the last time, by a test or, without its number, at import."""
        for file, lines in lines_of(self._measured):
            of_file = self.lines.setdefault(file, {})
            for line in lines:
                tests = of_file.setdefault(str(line), [])
                if number is not None:
                    tests.append(number)
            lines.clear()  # in place: the tracer keeps the set


def lines_of(measured: Coverage) -> Iterator[tuple[str, set[int]]]:
    """Yield each file of which lines were run, and coverage's own set of them."""
    data: dict[str, set[int]] = measured._collector.data  # type: ignore[union-attr, assignment]  # noqa: SLF001
    for path, lines in list(data.items()):
        if lines:
            yield Path(path).relative_to(PROJECT).as_posix(), lines


def _measured() -> dict[str, Any]:
    """Run the tests, and return what the map is made of; end the process where one fails without any mutation."""
    measured = Coverage(data_file=None, source=[str(PROJECT / TESTED)], branch=False, config_file=False)
    measured.start()
    noted = _LinesOfTests(measured)
    code = pytest.main([*QUIET, *(f"--ignore={each}" for each in SLOW), *ROOMS], plugins=[noted])
    measured.stop()
    if code:
        sys.exit("mutants: a test fails without any mutation")
    return {"tests": list(noted.seconds), "seconds": list(noted.seconds.values()), "lines": noted.lines}
