"""A detector as the document of a strategy, with what is to be said of each rule."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from textwrap import wrap
from typing import Any

import msgspec

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.conversion.calibration import Calibration, noted_scores
from fraudctl.fraud_detector.conversion.codes import codes_of, entities_beside, entity_place, kinds_of, tag_of
from fraudctl.fraud_detector.conversion.event_form import part_of_detector
from fraudctl.fraud_detector.conversion.models import with_scores
from fraudctl.fraud_detector.conversion.names import Names
from fraudctl.fraud_detector.conversion.outcomes import severest
from fraudctl.fraud_detector.conversion.rule import Converted, convert
from fraudctl.fraud_detector.detector import Detector, Rule
from handlers.decision.condition.vocabulary import MODEL, OF_MODEL
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.strategy.problem import Problem
from handlers.decision.strategy.schema import FRAUD_DETECTOR
from handlers.decision.strategy.strategy import Strategy
from handlers.fraud_detector.insight_scale import InsightScale
from strategies.loading import compiled

THRESHOLDS = {"review": Decimal("0.8"), "decline": Decimal("0.95")}
"""Of scores, which the converted rules do not have: they say outcomes and tags."""

MOST_TAGS = 16
ROOM_FOR_TEXTS = 48 * 1024
"""Bytes of a document for the texts of rules as the service had them; it has 256 KiB for all, and a model takes 80."""

COMMENT = 110
"""Characters of a line of a comment."""

UNKNOWN_ORDER = "the order of the rules is not known, as no version of the detector was exported"


class Conversion(msgspec.Struct, frozen=True, kw_only=True):
    """A detector's strategy."""

    detector: Detector
    strategy: Strategy
    rules: tuple[Converted, ...]
    codes: Mapping[str, str]
    """By the rule's id."""
    kinds: Mapping[str, str]
    """Kinds of entity by the variable that is looked for in lists."""
    meaning: Mapping[str, str]
    """The outcomes that were confirmed."""

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rules ended as what."""
        return {status: sum(each.status == status for each in self.rules) for status in ("exact", "assumed", "refused")}

    @property
    def remarks(self) -> dict[int, list[str]]:
        """Return the comments of the strategy's file, by the place of the rule that they stand above."""
        found: dict[int, list[str]] = {}
        place = 0
        for each in self.rules:
            found.setdefault(place, []).extend(_remarks(each))
            place += each.condition is not None
        return found


def strategy_of(
    detector: Detector, meaning: Mapping[str, str], *, name: str, model: Strategy | None = None
) -> Conversion:
    """Return a detector's strategy.

    Args:
        detector: What is converted.
        meaning: What its outcomes mean, as far as a person confirmed it.
        name: The strategy's name.
        model: A strategy whose model stands for the service's, with all that the model's features need.

    Raises:
        CommandError: no strategy can be made of it, whatever its rules say: they are too many, for one.
    """
    taken = entities_beside(detector, model) if model else {}
    kinds = kinds_of(detector, taken)
    entities = {**taken, **{kind: entity_place(variable) for variable, kind in kinds.items()}}
    names = Names(
        variables=detector.variables,
        lists=detector.lists,
        kinds=kinds,
        calibration=Calibration(InsightScale.of(noted_scores(model))) if model else None,
    )
    vocabulary = {**vocabulary_of(entities), **(OF_MODEL if model else {})}
    rules = tuple(_in_order(detector, [_converted(each, names, vocabulary) for each in detector.rules]))
    codes = codes_of(each.id for each in detector.rules)
    document: dict[str, Any] = {
        "name": name,
        "thresholds": THRESHOLDS,
        "entities": entities,
        "evaluate": "first" if detector.first_matched else "all",
        "rules": [_rule(each, codes, meaning, detector) for each in rules if each.condition is not None],
    }
    if model:
        document |= {each: model.document[each] for each in ("seed_currencies", "rates", "timezone", MODEL)}
    made = _compiled(
        document, detector, {codes[each.rule.id]: each.rule for each in rules if each.condition is not None}, model
    )
    if not isinstance(made, Strategy):
        raise CommandError(f"no strategy can be made of {detector.id}: {'; '.join(each.message for each in made[:5])}")
    return Conversion(detector=detector, strategy=made, rules=rules, codes=codes, kinds=kinds, meaning=meaning)


def _compiled(
    document: Mapping[str, Any], detector: Detector, codes: Mapping[str, Rule], model: Strategy | None
) -> Strategy | list[Problem]:
    """Return the strategy with the detector's part, which has the rules' texts if the document has room for them."""
    made: Strategy | list[Problem] = []
    for room in (ROOM_FOR_TEXTS, 0):
        part = part_of_detector(detector, codes, room=room)
        made = compiled(
            {**document, FRAUD_DETECTOR: with_scores(part, noted_scores(model)) if part and model else part}
        )
        if isinstance(made, Strategy):
            break
    return made


def _converted(rule: Rule, names: Names, vocabulary: Any) -> Converted:
    if len(set(rule.outcomes)) > MOST_TAGS:
        return Converted(rule=rule, condition=None, reasons=(f"it has more than {MOST_TAGS} outcomes",))
    if not rule.expression.strip():
        return Converted(rule=rule, condition=None, reasons=("its text is not in what was exported",))
    if not rule.outcomes:
        return Converted(rule=rule, condition=None, reasons=("it has no outcome",))
    return convert(rule, names, vocabulary)


def _in_order(detector: Detector, rules: Sequence[Converted]) -> Iterator[Converted]:
    """Yield the rules, each with those before it that are refused, if the first that matches is the last."""
    refused: list[str] = []
    for each in rules:
        if each.condition is None:
            refused.append(each.rule.id)
            yield each
            continue
        reasons = each.reasons if detector.version is not None else (*each.reasons, UNKNOWN_ORDER)
        after = tuple(refused) if detector.first_matched else ()
        yield msgspec.structs.replace(each, reasons=reasons, after=after)


def _rule(
    converted: Converted, codes: Mapping[str, str], meaning: Mapping[str, str], detector: Detector
) -> dict[str, Any]:
    said = severest(converted.rule.outcomes, meaning)
    if said == "approve" and not detector.first_matched:
        said = None  # an explicit approve would override what other rules say
    rule = {"code": codes[converted.rule.id], "when": converted.condition}
    tags = list(dict.fromkeys(map(tag_of, converted.rule.outcomes)))
    return {**rule, **({"outcome": said} if said else {}), "tags": tags}


def _remarks(converted: Converted) -> Iterator[str]:
    """Yield the lines of a rule's comment: its id, its status, why, and of a refused one its text."""
    rule = converted.rule
    yield f"{rule.id}, version {rule.version}: {converted.status}"
    for each in (*((rule.description,) if rule.description else ()), *converted.said):
        yield from wrap(each, COMMENT, initial_indent="  ", subsequent_indent="    ")
    if converted.condition is None:
        yield from (f"  | {line}" for line in rule.expression.splitlines())
