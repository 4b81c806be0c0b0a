"""`make mutants`: a sample of small changes of `handlers/`, each of which the unit tests should notice."""

import argparse
import os
import sys
from collections import Counter
from typing import Final

from tests.mutants.collected import SLOWER
from tests.mutants.coverage_map import CoverageMap
from tests.mutants.mutations import draw
from tests.mutants.one_mutant import import_beforehand
from tests.mutants.page import PAGE, page, score
from tests.mutants.running import NotSoundError, all_mutations, run_mutants

SEED: Final = 22
COUNT: Final = 1_000


def main() -> int:
    """Run the mutants, write the page, and print the score; return 0, whatever the score is, if it means anything."""
    asked = _arguments()
    os.environ["INTERLEAVINGS_SEED"] = "0"
    covered = CoverageMap.load()
    found = all_mutations()
    drawn = draw(found, seed=asked.seed, count=asked.count)
    chosen = [each for each in drawn if each.file.startswith(asked.only)]  # in that order: a part is a sample
    import_beforehand()
    try:
        outcomes = run_mutants(chosen, covered, at_once=asked.workers, say=_say, known_only=asked.known)
    except NotSoundError as error:
        _say(f"mutants: {error}")
        return 1
    for each in sorted(outcomes, key=lambda each: each.mutation):
        if not each.detected:
            mutation = each.mutation
            _say(f"{each.result}: {mutation.file}:{mutation.line} {mutation.where}: {mutation.change}")
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
    parser.add_argument(
        "--known", action="store_true", help="write the page of the results that there are, and run none"
    )
    return parser.parse_args()


def _say(text: str) -> None:
    """Print a line to the standard error, at once."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
