"""An import from its source to the texts of its files."""

import re
from collections.abc import Mapping
from pathlib import Path

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.conversion.strategy import strategy_of
from fraudctl.fraud_detector.output.facts import Import
from fraudctl.fraud_detector.output.list_files import list_files, missing_lists
from fraudctl.fraud_detector.source.dumps import read_folder
from fraudctl.fraud_detector.source.found import Found, Problem, detector_of
from fraudctl.fraud_detector.source.template import read_template
from handlers.decision.strategy.strategy import Strategy

LONGEST_NAME = 64


def read_source(source: Path) -> Found:
    """Return what a folder of dumps says, or a template.

    Raises:
        CommandError: there is nothing of the service in it.
    """
    if not source.exists():
        raise CommandError(f"{source}: there is no such file or folder")
    return read_folder(source) if source.is_dir() else read_template(source)


def import_detector(
    found: Found, *, detector: str | None, meaning: Mapping[str, str], model: Strategy | None = None
) -> Import:
    """Return a detector that was found, converted.

    Args:
        found: What a source says.
        detector: The id of the one that is wanted, if there are several.
        meaning: What its outcomes mean, as far as a person confirmed it.
        model: A strategy whose model stands for the service's.

    Raises:
        CommandError: there is no such detector, or no strategy can be made of it.
    """
    chosen = detector_of(found, detector)
    conversion = strategy_of(chosen, meaning, name=_name(chosen.id), model=model)
    lists = list_files(conversion)
    found_problems = [*found.problems, *(problem for each in lists for problem in each.problems)]
    for name in missing_lists(conversion):
        where = next(each.rule.origin for each in conversion.rules if f"@{name}" in each.rule.expression)
        found_problems.append(Problem(where, f"the elements of the list {name} were not exported: it has no file"))
    unknown = sorted(
        meaning.keys() - chosen.outcomes.keys() - {name for each in chosen.rules for name in each.outcomes}
    )
    if unknown:
        raise CommandError(f"--outcomes names {unknown[0]}, which is no outcome of {chosen.id}")
    return Import(conversion=conversion, lists=tuple(lists), problems=tuple(found_problems))


def _name(identity: str) -> str:
    plain = re.sub(r"[^a-z0-9_]", "_", identity.lower())
    return (plain if plain[:1].isalpha() else f"detector_{plain}")[:LONGEST_NAME]
