"""The page about mutants: the score by room, and each survivor with its judgement."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from tests.mutants.coverage_map import MOST_OF_A_CONSTANT
from tests.mutants.reach import PROJECT
from tests.mutants.results import Outcome

PAGE = PROJECT / "docs" / "mutants.md"
JUDGED = Path(__file__).with_name("judged.yaml")
"""Findings about survivors, by file, function and change."""

UNJUDGED = "not looked at"

WHOLE = 1_000
"""Mutants of a whole run."""

PART = "; the run ended before its thousand, and `make mutants` goes on where it ended"

INTRODUCTION = """\
# Mutants

<!-- written by `make mutants` -->

Do the tests notice when the functions do something else? `make mutants` changes the code of `handlers/` in one small
place at a time, a comparison, a sum, a condition, a constant, a result, a statement left out, an error not raised, and
runs the unit tests that run this line. A mutant that a test fails on is detected; one that outlives all of them
survives, and stands below with what somebody found about it: *equivalent*, if no test can tell the two apart, or what
it is that nothing checks.

The sample is drawn by a seed from all mutations there are, texts for people and types left out; code that changes
elsewhere changes no mutant of it. One in a function that nothing has called yet is put in its place in a process that
has collected all tests; for any other the tests are imported after the change, so constants are among them. A whole
run ends by seeing each test that detected one pass without it. A test that takes {slower} times as long as it does
otherwise, and a third of a minute at least, counts as detecting; properties are tried by fifty examples, and a
constant by the {most} fastest tests of those that may use it. Against `tests/handlers` and `tests/strategies` alone:
what only `tests/interleavings`, `tests/fuzzing`, `tests/components`, the command line's tests or the pipeline on the
embedded AWS would notice, survives here, or is run by no test.
"""


def judgements(path: Path = JUDGED) -> Mapping[tuple[str, str, str], str]:
    """Return the judgement of each survivor that somebody looked at, by file, place and change."""
    found = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {
        (file, where, change): text
        for file, places in (found or {}).items()
        for where, changes in places.items()
        for change, text in changes.items()
    }


def page(outcomes: Sequence[Outcome], *, seed: int, total: int, slower: int) -> str:
    """Return the page about a run."""
    return "\n".join(
        [
            INTRODUCTION.format(slower=slower, most=MOST_OF_A_CONSTANT),
            f"{len(outcomes):,} of {total:,} mutations, by seed {seed}{PART if len(outcomes) < WHOLE else ''}:\n",
            *_rooms(outcomes),
            "",
            *_kinds(outcomes),
            "",
            *_survivors(outcomes),
        ]
    )


def score(outcomes: Sequence[Outcome]) -> float:
    """Return the share of mutants that are detected, in per cent."""
    return 100 * sum(each.detected for each in outcomes) / len(outcomes)


def _rooms(outcomes: Sequence[Outcome]) -> list[str]:
    rooms = sorted({each.mutation.room for each in outcomes})
    rows = [(room, [each for each in outcomes if each.mutation.room == room]) for room in rooms]
    return _table("room", [*rows, ("all", list(outcomes))])


def _kinds(outcomes: Sequence[Outcome]) -> list[str]:
    kinds = sorted({each.mutation.kind for each in outcomes})
    return _table("what was changed", [(kind, [o for o in outcomes if o.mutation.kind == kind]) for kind in kinds])


def _table(first: str, rows: Sequence[tuple[str, Sequence[Outcome]]]) -> list[str]:
    lines = [
        f"| {first} | mutants | detected | survived | run by no test | score |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, of_row in rows:
        counts = (sum(each.result == result for each in of_row) for result in ("survived", "uncovered"))
        figures = (len(of_row), sum(each.detected for each in of_row), *counts)
        lines.append(f"| {name} | {' | '.join(f'{figure:,}' for figure in figures)} | {score(of_row):.1f} % |")
    return lines


def _survivors(outcomes: Sequence[Outcome]) -> list[str]:
    known = judgements()
    left = sorted((each for each in outcomes if not each.detected), key=lambda each: each.mutation)
    lines = ["## Survivors", "", "| where | line | changed | tests | judgement |", "| --- | ---: | --- | ---: | --- |"]
    for each in left:
        mutation = each.mutation
        judged = known.get((mutation.file, mutation.where, mutation.change), UNJUDGED)
        where = f"`{mutation.file}`" + (f" `{mutation.where}`" if mutation.where else "")
        before, after = (text.replace("|", "\\|") for text in (mutation.before, mutation.after))
        lines.append(f"| {where} | {mutation.line} | `{before}` → `{after}` | {each.tests} | {judged} |")
    return [*lines, ""]
