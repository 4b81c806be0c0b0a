"""All that an import has to say, for programs; the page and the table are made of it."""

from typing import Any

import msgspec

from fraudctl.fraud_detector.conversion.codes import tag_of
from fraudctl.fraud_detector.conversion.event_form import is_card_data
from fraudctl.fraud_detector.conversion.outcomes import severest, suggested
from fraudctl.fraud_detector.conversion.strategy import Conversion
from fraudctl.fraud_detector.output.list_files import ListFile
from fraudctl.fraud_detector.output.mapping import mapping_of
from fraudctl.fraud_detector.source.found import Problem

NOTES = (
    "Numbers are exact decimals here, and were doubles there: what no double is, such as 0.1, may compare otherwise.",
    (
        "Texts are compared in Unicode's normal form KC, without characters that are not shown, and lowercase folds "
        "case: beyond ASCII, they may compare otherwise."
    ),
    (
        "A value that its variable's type cannot read, such as `abc` of a FLOAT, counts as absent, and the default "
        "stands for it. The service's guide does not say what it did."
    ),
    (
        "A value of more than 128 characters, or with some that are not shown, is on no list; a rule that asks whether "
        "a value is not on a list does not fire for it."
    ),
)
"""The differences that hold for every rule, said once."""

OF_FIRST_MATCHED = (
    "The first rule that matches is the last that is evaluated. A refused rule ends nothing here: what it matched "
    "comes to the rules after it, which are therefore assumed, even if their own conditions are exact."
)
OF_ALL_MATCHED = (
    "Where several rules match, the severest of their outcomes is decided; the service answered with all of them, "
    "which are the tags here."
)


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """A detector that was imported, with its lists and all that was wrong."""

    conversion: Conversion
    lists: tuple[ListFile, ...]
    problems: tuple[Problem, ...]

    @property
    def unconfirmed(self) -> list[str]:
        """Return the outcomes of rules that nobody said the meaning of."""
        named = dict.fromkeys(name for each in self.conversion.rules for name in each.rule.outcomes)
        return [name for name in named if name not in self.conversion.meaning]

    @property
    def outcomes(self) -> dict[str, str]:
        """Return what each outcome means: as it was confirmed, else what its name suggests."""
        detector, meaning = self.conversion.detector, self.conversion.meaning
        named = dict.fromkeys(name for each in detector.rules for name in each.outcomes)
        return {name: meaning.get(name) or suggested(name, detector.outcomes.get(name)) for name in named}


def facts_of(imported: Import) -> dict[str, Any]:
    """Return it for a program."""
    conversion = imported.conversion
    detector, strategy = conversion.detector, conversion.strategy
    named = mapping_of(conversion)
    return {
        "detector": detector.id,
        "version": detector.version,
        "status": detector.status,
        "mode": "FIRST_MATCHED" if detector.first_matched else "ALL_MATCHED",
        "event_type": detector.event_type,
        "strategy": strategy.name,
        "digest": strategy.digest,
        "counts": conversion.counts,
        "assumed_by_order_alone": sum(bool(each.after) and not each.reasons for each in conversion.rules),
        "rules": [_rule(conversion, place) for place in range(len(conversion.rules))],
        "outcomes": {
            name: {"means": outcome, "confirmed": name in conversion.meaning}
            for name, outcome in imported.outcomes.items()
        },
        "lists": [
            {"list": each.name, "kinds": list(each.kinds), "entries": each.entries, "file": each.path}
            for each in imported.lists
        ],
        "columns": named["columns"],
        "labels": named["labels"],
        "left_out": [each for each in detector.event_variables if is_card_data(each)],
        "problems": [
            {"file": each.origin.file, "line": each.origin.line, "problem": each.message} for each in imported.problems
        ],
        "notes": [*NOTES, OF_FIRST_MATCHED if detector.first_matched else OF_ALL_MATCHED],
    }


def _rule(conversion: Conversion, place: int) -> dict[str, Any]:
    converted = conversion.rules[place]
    rule = converted.rule
    return {
        "rule": rule.id,
        "version": rule.version,
        "status": converted.status,
        "reasons": list(converted.said),
        "after_refused": list(converted.after),
        "code": conversion.codes[rule.id] if converted.condition is not None else None,
        "expression": rule.expression,
        "condition": converted.condition,
        "outcomes": list(rule.outcomes),
        "tags": list(map(tag_of, rule.outcomes)),
        "outcome": severest(rule.outcomes, conversion.meaning),
        "file": rule.origin.file,
        "line": rule.origin.line,
    }
