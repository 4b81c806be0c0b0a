"""The running of mutants: so many at once, each until a test fails, first where all tests are collected already."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from tests.mutants.collected import Fork, with_collected_tests
from tests.mutants.coverage_map import CoverageMap
from tests.mutants.mutations import Mutation, mutations
from tests.mutants.one_mutant import ENDLESS, KILLED, KILLER, SURVIVED, folder_of, fork
from tests.mutants.reach import PROJECT
from tests.mutants.results import Outcome, ResultCache

SHORT = 5.0
"""Seconds of tests that a mutant is tried by first, where they are imported for it."""

FILES = 5
"""Files of tests that are imported for them: to import a file takes longer than most of its tests."""

LEAST = 60.0
"""Seconds of a processor that a mutant whose tests are imported for it has at least."""

SLOWER = 15
"""Times its tests' own seconds after which it counts as endless."""

CONTROLS: Final = 8
"""Processes that run the tests of a mutant without it: if one fails, no result would mean anything."""

KILLERS: Final = 100
"""Tests that killed mutants that one process runs without a mutation."""

Work = list[tuple[Mutation | None, Sequence[str]]]
"""Mutants that wait, each with tests to run; without a mutation it is a control."""

Say = Callable[[str], None]


class NotSoundError(Exception):
    """Tests fail without any mutation, so that none of the results would mean anything."""


def all_mutations(folder: str = "handlers") -> list[Mutation]:
    """Return every mutation of a folder's modules, in their order."""
    files = sorted((PROJECT / folder).rglob("*.py"))
    names = [(each.relative_to(PROJECT).as_posix(), each) for each in files]
    return [found for name, each in names for found in mutations(name, each.read_text(encoding="utf-8"))]


def run_mutants(
    chosen: Sequence[Mutation], covered: CoverageMap, *, at_once: int, say: Say, known_only: bool = False
) -> list[Outcome]:
    """Return the outcome of each mutant, or of those known; raise NotSoundError where tests fail without any."""
    cache = ResultCache()
    tests = {each: covered.tests_of(each.file, each.line, each.statement) for each in chosen}
    controls = [cut for each in tests.values() if (cut := _first(each, covered))][:: max(1, len(chosen) // CONTROLS)]
    if not known_only and any(cache.left(each, tests[each]) for each in chosen):
        _where_collected(tests, cache, covered, controls, at_once=at_once, say=say)
        cache.read()
        _where_imported(tests, cache, covered, controls, at_once=at_once, say=say)
    outcomes = [found for each in chosen if (found := cache.get(each, tests[each]))]
    _raise_unless(_all_pass(outcomes, covered, at_once=at_once), "a test that killed a mutant fails without it")
    return outcomes


def _where_collected(
    tests: Mapping[Mutation, Sequence[str]],
    cache: ResultCache,
    covered: CoverageMap,
    controls: Sequence[Sequence[str]],
    *,
    at_once: int,
    say: Say,
) -> None:
    """Run mutants that take effect in functions that are imported; their results are in the cache's file."""

    def use(forks: Fork) -> None:
        for _, _, result, by in _side_by_side([(None, each) for each in controls], forks, at_once):
            _raise_unless(result == "survived", f"{by} fails without any mutation")
        left = Work((each, run) for each, of_it in tests.items() if (run := cache.left(each, of_it)))[::-1]
        say(f"{len(left)} of {len(tests)} mutants to run")
        for mutation, _, result, by in _side_by_side(left, forks, at_once):
            if mutation and result != "not here":
                cache.put(Outcome(mutation=mutation, result=result, by=by), tests[mutation])
                say(f"{len(left)} left: {result} {mutation.file}:{mutation.line} {mutation.where}: {mutation.change}")

    _raise_unless(with_collected_tests(covered, use), "the collected tests did not run to their end")


def _where_imported(
    tests: Mapping[Mutation, Sequence[str]],
    cache: ResultCache,
    covered: CoverageMap,
    controls: Sequence[Sequence[str]],
    *,
    at_once: int,
    say: Say,
) -> None:
    """Run the others, each in a process that imports its tests after the change: first by some of them, then by all."""
    seconds = dict(zip(covered.tests, covered.seconds, strict=True))

    def limited(mutation: Mutation | None, run: Sequence[str]) -> int:
        return fork(mutation, run, max(LEAST, SLOWER * sum(seconds[each] for each in run)))

    for _, _, result, by in _side_by_side([(None, each) for each in controls], limited, at_once):
        _raise_unless(result == "survived", f"{by} fails without any mutation")
    waiting = {each: run for each, of_it in tests.items() if (run := cache.left(each, of_it))}
    left = Work((each, _first(run, covered)) for each, run in waiting.items())[::-1]
    say(f"{len(left)} of {len(tests)} mutants change what is done at import")
    for mutation, tried, result, by in _side_by_side(left, limited, at_once):
        if mutation is None:
            continue
        if result == "survived" and len(tried) < len(waiting[mutation]):
            left.append((mutation, waiting[mutation]))  # it is the next that is run
            continue
        say(f"{len(left)} left: {result} {mutation.file}:{mutation.line} {mutation.where}: {mutation.change}")
        if result != "not here":  # else the process had trouble of its own, which says nothing of the mutant
            cache.put(Outcome(mutation=mutation, result=result, by=by), tests[mutation])


def _all_pass(outcomes: Sequence[Outcome], covered: CoverageMap, *, at_once: int) -> bool:
    """Return whether all tests that killed mutants pass without."""
    known = set(covered.tests)
    killers = sorted({each.by for each in outcomes if each.by in known})
    parts: Work = [(None, killers[start : start + KILLERS]) for start in range(0, len(killers), KILLERS)]

    def use(forks: Fork) -> None:
        for _, _, result, by in _side_by_side(parts, forks, at_once):
            _raise_unless(result == "survived", f"{by} fails without any mutation")

    return with_collected_tests(covered, use)


def _raise_unless(holds: object, otherwise: str) -> None:
    if not holds:
        raise NotSoundError(otherwise)


def _first(tests: Sequence[str], covered: CoverageMap) -> list[str]:
    """Return the first tests, as many as go into a short time and a few files, at least one."""
    seconds = dict(zip(covered.tests, covered.seconds, strict=True))
    taken, files, spent = list[str](), set[str](), 0.0
    for each in tests:
        file, spent = each.partition("::")[0], spent + seconds[each]
        if taken and spent > SHORT:
            break
        if file in files or len(files) < FILES:
            files.add(file)
            taken.append(each)
    return taken


def _side_by_side(left: Work, forks: Fork, at_once: int) -> Iterator[tuple[Mutation | None, Sequence[str], str, str]]:
    """Yield each mutant with its tests, its result, and the test that killed it, from the end of the list on."""
    running = dict[int, tuple[Mutation | None, Sequence[str]]]()
    while left or running:
        while left and len(running) < at_once:
            mutation, tests = left.pop()
            running[forks(mutation, tests)] = (mutation, tests)
        process, status = os.wait()
        mutation, tests = running.pop(process)
        named = folder_of(process) / KILLER
        by = named.read_text(encoding="utf-8") if named.exists() else ""
        shutil.rmtree(folder_of(process), ignore_errors=True)
        yield mutation, tests, _result(os.waitstatus_to_exitcode(status)), by


def _result(code: int) -> str:
    if -code in ENDLESS:
        return "timeout"
    return {SURVIVED: "survived", KILLED: "killed"}.get(code, "not here")
