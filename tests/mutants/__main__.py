"""`make mutants`: a sample of small changes of `handlers/`, each of which the unit tests should notice."""

import argparse
import os
import random
import sys
from collections import Counter
from typing import Final

from tests.mutants.coverage_map import CoverageMap
from tests.mutants.one_mutant import import_beforehand
from tests.mutants.page import PAGE, page, score
from tests.mutants.running import SLOWER, Outcome, all_mutations, is_sound, run_mutants

SEED: Final = 22
COUNT: Final = 1_000
CONTROLS: Final = 8
"""Processes that run the tests of a mutant without it: if one fails, no result would mean anything."""


def main() -> int:
    """Run the mutants, write the page, and print the score; return 0, whatever the score is."""
    asked = _arguments()
    os.environ["INTERLEAVINGS_SEED"] = "0"
    covered = CoverageMap.load()
    found = all_mutations()
    drawn = random.Random(asked.seed).sample(found, min(asked.count, len(found)))  # noqa: S311 -- a sample, no secret
    chosen = [
        each for each in drawn if each.file.startswith(asked.only)
    ]  # in the order of the draw: a part is a sample
    import_beforehand()
    tests = [covered.tests_of(each.file, each.line, each.statement) for each in chosen]
    controls = [each for each in tests if each][:: max(1, len(chosen) // CONTROLS)]
    if not is_sound(controls, covered, at_once=asked.workers):
        sys.stderr.write("mutants: the tests fail in a process of their own without any mutation\n")
        return 1
    outcomes = list[Outcome]()
    for outcome in run_mutants(chosen, covered, at_once=asked.workers, say=_say):
        outcomes.append(outcome)
        if outcome.result == "survived":
            mutation = outcome.mutation
            _say(f"survived: {mutation.file}:{mutation.line} {mutation.where}: {mutation.change}")
        if not len(outcomes) % 50:
            _say(f"{len(outcomes)} of {len(chosen)}: {score(outcomes):.1f} % detected")
    if not asked.only:
        PAGE.write_text(page(outcomes, seed=asked.seed, total=len(found), slower=SLOWER), encoding="utf-8")
    _say(f"{dict(Counter(each.result for each in outcomes))}, score {score(outcomes):.1f} %")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument(
        "--count", type=int, default=COUNT, help="mutants in the sample, of which fewer are the first of more"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of the sample")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes at once")
    parser.add_argument(
        "--only",
        default="",
        help="the beginning of the paths whose mutants of the sample are run, without writing the page",
    )
    return parser.parse_args()


def _say(text: str) -> None:
    """Print a line to the standard error, at once."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
