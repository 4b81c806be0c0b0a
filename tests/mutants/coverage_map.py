"""The tests that run each line of the functions, and how long each takes: from one run of them under coverage."""

import hashlib
import json
import os
import sys
import time
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from coverage import Coverage

from tests.mutants.reach import PROJECT, TESTED, lines_in_functions, users_of

BUILD = PROJECT / ".build" / "mutants"
MAP = BUILD / "coverage.json"
ROOMS = ("tests/handlers", "tests/strategies")
"""The tests that mutants are run against."""

SLOW = ("tests/handlers/decision/test_decision_size.py", "tests/handlers/contract/test_no_card_numbers.py")
"""Those that take so long under coverage that everything else could be run meanwhile: figures over many payments."""

MOST_OF_A_CONSTANT = 300
"""Tests that a mutant of what is done at import is tried by: some constants are used by nearly all."""

QUIET = ("-q", "-n0", "-p", "no:cacheprovider", "--no-header", "-x")


@dataclass(frozen=True, kw_only=True)
class CoverageMap:
    """The tests by name with their seconds, and for each line of each file the numbers of the tests that run it."""

    tests: Sequence[str]
    seconds: Sequence[float]
    lines: Mapping[str, Mapping[str, Sequence[int]]]

    digests: Mapping[str, str]
    """Of each file of tests, when it was run."""
    base: str
    """A digest of all that the tests share."""

    @classmethod
    def load(cls) -> Self:
        """Return the map of the sources as they are: files of tests that are new or changed are run for it."""
        known = cls.read()
        now, base = digests_of_tests(), digest_of_base()
        kept = known.restricted_to({file for file, digest in known.digests.items() if now.get(file) == digest})
        if known.base != base:
            kept = cls(tests=[], seconds=[], lines={}, digests={}, base=base)
        if files := sorted(now.keys() - kept.digests.keys()):
            _measure(files, kept)
        return cls.read()

    @classmethod
    def read(cls) -> Self:
        """Return the map that was made last."""
        if not MAP.exists():
            return cls(tests=[], seconds=[], lines={}, digests={}, base="")
        return cls(**json.loads(MAP.read_text(encoding="utf-8")))

    def restricted_to(self, files: Collection[str]) -> Self:
        """Return the map of some files of tests."""
        kept = [number for number, name in enumerate(self.tests) if name.partition("::")[0] in files]
        places = {number: place for place, number in enumerate(kept)}
        return type(self)(
            tests=[self.tests[number] for number in kept],
            seconds=[self.seconds[number] for number in kept],
            lines={
                file: {line: [places[each] for each in numbers if each in places] for line, numbers in lines.items()}
                for file, lines in self.lines.items()
            },
            digests={file: self.digests[file] for file in files},
            base=self.base,
        )

    def tests_of(self, file: str, line: int, statement: int) -> list[str]:
        """Return the tests that run a line; of what is done at import, all that run functions which may use it.

        Those in the file that is called as the module come first, then the fastest.
        """
        of_file, most = self.lines.get(file, {}), len(self.tests)
        found = {number for each in (line, statement) for number in of_file.get(str(each), ())}
        if not {line, statement} <= lines_in_functions(file) or (not found and str(line) in of_file):
            found = {number for user in users_of(file, line) for number in self._run_functions_of(user)}
            most = MOST_OF_A_CONSTANT
        named = f"/test_{Path(file).name}::"
        order = sorted(found, key=lambda each: (named not in self.tests[each], self.seconds[each], each))
        return [self.tests[number] for number in order[:most]]

    def _run_functions_of(self, file: str) -> Iterator[int]:
        inside = lines_in_functions(file)
        for line, numbers in self.lines.get(file, {}).items():
            if int(line) in inside:
                yield from numbers


def digests_of_tests() -> dict[str, str]:
    """Return a digest of each file of tests."""
    paths = [path for room in ROOMS for path in sorted((PROJECT / room).rglob("test_*.py"))]
    found = {path.relative_to(PROJECT).as_posix(): path for path in paths}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for name, path in found.items() if name not in SLOW
    }


def digest_of_base() -> str:
    """Return a digest of the functions, and of all that tests share."""
    digest = hashlib.sha256()
    for folder in (TESTED, *ROOMS, "strategies"):
        for path in sorted((PROJECT / folder).rglob("*")):
            is_test = path.name.startswith("test_")
            if path.suffix in (".py", ".yaml", ".json") and "__pycache__" not in path.parts and not is_test:
                digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


class _LinesOfTests:
    """A plugin that notes the lines that each test runs, and its time.

    It empties coverage's own sets after each test: its contexts are written to a database with each, which takes longer
    than the tests.
    """

    def __init__(self, measured: Coverage, known: CoverageMap) -> None:
        self._measured = measured
        self.tests, self.seconds = [*known.tests], [*known.seconds]
        self.lines = {file: {line: [*tests] for line, tests in of.items()} for file, of in known.lines.items()}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self._take(None)
        started = time.perf_counter()
        try:
            return (yield)
        finally:
            self.tests.append(item.nodeid)
            self.seconds.append(time.perf_counter() - started)
            self._take(len(self.tests) - 1)

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


def _measure(files: Sequence[str], known: CoverageMap) -> None:
    """Add files of tests to a map, and write it; end where a test fails without any mutation.

    They are run in a process of their own: in this one, no module may be imported that a mutation is to change.
    """
    process = os.fork()
    if process:
        if os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]):
            sys.exit("mutants: a test fails without any mutation")
        return
    code = 1
    try:
        measured = Coverage(data_file=None, source=[str(PROJECT / TESTED)], branch=False, config_file=False)
        measured.start()
        noted = _LinesOfTests(measured, known)
        code = int(pytest.main([*QUIET, "--assert=plain", *files], plugins=[noted]))
        measured.stop()
        if not code:
            digests = {**known.digests, **{file: digests_of_tests()[file] for file in files}}
            made = CoverageMap(
                tests=noted.tests, seconds=noted.seconds, lines=noted.lines, digests=digests, base=known.base
            )
            BUILD.mkdir(parents=True, exist_ok=True)
            MAP.write_text(json.dumps(asdict(made)), encoding="utf-8")
    finally:
        sys.stdout.flush()
        os._exit(code)
