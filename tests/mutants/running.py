"""The running of mutants: so many at once, each within its time, and none twice while its sources are the same."""

import hashlib
import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.mutants.coverage_map import BUILD, PROJECT, CoverageMap, digest_of
from tests.mutants.mutations import Mutation, mutations
from tests.mutants.one_mutant import KILLER, SURVIVED, folder_of, fork

SHORT = 5.0
"""Seconds of tests that a mutant is tried by first: nearly every one that can be killed is by then."""

FILES = 5
"""Files of tests that are imported for them: to import a file takes longer than most of its tests."""

LEAST = 60.0
"""Seconds that a mutant has at least, on a machine that others use as well."""

SLOWER = 15
"""Times its tests' own seconds after which a mutant counts as endless."""


Work = list[tuple[Mutation | None, Sequence[str]]]
"""Mutants that wait, each with tests to run; without a mutation it is a control."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of a mutant: `killed`, `timeout`, `survived`, or `uncovered`, which no test runs."""

    mutation: Mutation
    result: str
    by: str = ""
    """The test that killed it."""
    tests: int = 0
    """The number of tests that run its line."""

    @property
    def detected(self) -> bool:
        """Return whether the tests notice it."""
        return self.result in ("killed", "timeout")


@dataclass(kw_only=True)
class ResultCache:
    """Results in a file: those of killed mutants hold while their module does, others while the tests do, too."""

    path: Path = BUILD / "results.jsonl"
    _known: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what is known."""
        self._tests = digest_of("tests/handlers", "tests/strategies", "handlers")
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                entry = json.loads(line)
                self._known[entry["key"]] = entry

    def get(self, mutation: Mutation) -> tuple[str, str] | None:
        """Return the result of a mutant and the test that killed it, if they still hold."""
        entry = self._known.get(_key(mutation))
        if entry is None or (entry["result"] == "survived" and entry["tests"] != self._tests):
            return None
        return entry["result"], entry["by"]

    def put(self, mutation: Mutation, result: str, by: str) -> None:
        """Keep a result."""
        entry = {"key": _key(mutation), "result": result, "by": by, "tests": self._tests}
        self._known[entry["key"]] = entry
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


def all_mutations(folder: str = "handlers") -> list[Mutation]:
    """Return every mutation of a folder's modules, in their order."""
    files = sorted((PROJECT / folder).rglob("*.py"))
    names = [(each.relative_to(PROJECT).as_posix(), each) for each in files]
    return [found for name, each in names for found in mutations(name, each.read_text(encoding="utf-8"))]


def run_mutants(
    chosen: Sequence[Mutation], covered: CoverageMap, *, at_once: int, say: Callable[[str], None]
) -> Iterator[Outcome]:
    """Yield the outcome of each mutant, as it is there; those that survive some tests are tried by all."""
    cache, waiting = ResultCache(), Work()
    tests = {each: covered.tests_of(each.file, each.line, each.statement) for each in chosen}
    seconds = dict(zip(covered.tests, covered.seconds, strict=True))
    for each in chosen:
        known = cache.get(each)
        if not tests[each]:
            yield Outcome(mutation=each, result="uncovered")
        elif known:
            yield Outcome(mutation=each, result=known[0], by=known[1], tests=len(tests[each]))
        else:
            waiting.append((each, _first(tests[each], seconds)))
    say(f"{len(waiting)} of {len(chosen)} mutants to run")
    left: Work = list(reversed(waiting))
    for mutation, tried, result, by in _side_by_side(left, seconds, at_once):
        if mutation is None:
            continue
        if result == "survived" and len(tried) < len(tests[mutation]):
            left.append((mutation, tests[mutation]))  # it is the next that is run
            continue
        cache.put(mutation, result, by)
        yield Outcome(mutation=mutation, result=result, by=by, tests=len(tests[mutation]))


def is_sound(chosen: Sequence[Sequence[str]], covered: CoverageMap, *, at_once: int) -> bool:
    """Return whether tests pass in such processes as long as nothing is changed."""
    seconds = dict(zip(covered.tests, covered.seconds, strict=True))
    controls: Work = [(None, _first(each, seconds)) for each in chosen]
    return all(result == "survived" for _, _, result, _ in _side_by_side(controls, seconds, at_once))


def _first(tests: Sequence[str], seconds: Mapping[str, float]) -> list[str]:
    """Return the fastest tests, as many as go into a short time and a few files, at least one."""
    taken, files, spent = list[str](), set[str](), 0.0
    for each in tests:
        file, spent = each.partition("::")[0], spent + seconds[each]
        if taken and spent > SHORT:
            break
        if file in files or len(files) < FILES:
            files.add(file)
            taken.append(each)
    return taken


def _side_by_side(
    left: Work, seconds: Mapping[str, float], at_once: int
) -> Iterator[tuple[Mutation | None, Sequence[str], str, str]]:
    """Yield each mutant with its tests, its result, and the test that killed it, from the end of the list on."""
    running = dict[int, tuple[Mutation | None, Sequence[str], float]]()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    while left or running:
        while left and len(running) < at_once:
            mutation, tests = left.pop()
            limit = max(LEAST, SLOWER * sum(seconds[each] for each in tests))
            running[fork(mutation, tests)] = (mutation, tests, time.monotonic() + limit)
        signal.sigtimedwait({signal.SIGCHLD}, 1.0)
        for process, (mutation, tests, ends) in list(running.items()):
            done, status = os.waitpid(process, os.WNOHANG)
            if not done and time.monotonic() < ends:
                continue
            if not done:
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
            del running[process]
            named = folder_of(process) / KILLER
            by = named.read_text(encoding="utf-8") if named.exists() else ""
            shutil.rmtree(folder_of(process), ignore_errors=True)
            result = "timeout" if not done else ("survived" if status == SURVIVED else "killed")
            yield mutation, tests, result, by


def _key(mutation: Mutation) -> str:
    source = (PROJECT / mutation.file).read_text(encoding="utf-8")
    return json.dumps([hashlib.sha256(source.encode()).hexdigest()[:16], *asdict(mutation).values()])
