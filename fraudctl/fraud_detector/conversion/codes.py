"""Names of the service as names of a strategy: codes of rules, tags, kinds of entity."""

import re
from collections.abc import Iterable, Iterator, Mapping

from fraudctl.fraud_detector.conversion.written import name_written
from fraudctl.fraud_detector.detector import EVENT, Detector
from fraudctl.fraud_detector.language.faults import ExpressionError
from fraudctl.fraud_detector.language.parser import parse
from fraudctl.fraud_detector.language.syntax import ListName, Membership, Variable, walk
from handlers.decision.entity.places import MERCHANT, MOST_ENTITIES
from handlers.decision.strategy.entity_problems import entity_problems
from handlers.decision.strategy.strategy import Strategy

LONGEST_CODE, LONGEST_KIND = 64, 32


def codes_of(ids: Iterable[str]) -> dict[str, str]:
    """Return a code for each rule's id: small letters, digits and `_`, beginning with a letter, each once."""
    codes: dict[str, str] = {}
    for identity in ids:
        plain = re.sub(r"[^a-z0-9_]", "_", identity.lower())
        plain = plain if plain[:1].isalpha() else f"rule_{plain}"
        codes[identity] = _unused(plain, LONGEST_CODE, codes.values())
    return codes


def tag_of(outcome: str) -> str:
    """Return the tag by which an outcome is known; its own name but for a sign at its beginning."""
    return re.sub(r"^[^a-z0-9]+", "", re.sub(r"[^a-z0-9_:.-]", "_", outcome.lower()))[:64] or "outcome"


def kinds_of(detector: Detector, taken: Mapping[str, object]) -> dict[str, str]:
    """Return the kind of entity for each variable that rules look for in a list, as many as a strategy names.

    Args:
        detector: Whose rules.
        taken: Entities that the strategy names already, with the places of their ids.
    """
    places = {place: kind for kind, place in taken.items()}
    kinds: dict[str, str] = {}
    named = len(taken)
    for name in dict.fromkeys(_looked_for(detector)):
        place = entity_place(name)
        if place in places:
            kinds[name] = places[place]
        elif named < MOST_ENTITIES and not next(iter(entity_problems({"probe": place})), None):
            named += 1
            kinds[name] = _unused(_kind(name), LONGEST_KIND, (*taken, *kinds.values()))
    return kinds


def entities_beside(detector: Detector, model: Strategy) -> dict[str, str]:
    """Return the entities of a model's strategy that stay, of which those that the model does not read make room.

    A strategy names a few entities only, and a list that is looked for in a variable needs one.
    """
    named: Mapping[str, str] = model.document["entities"]
    looked_for = {entity_place(each) for each in _looked_for(detector)}
    read = {each.name.partition(".")[0] for each in (model.model.reads if model.model else ())}
    needed = [kind for kind, place in named.items() if kind in read or place in looked_for]
    room = max(0, MOST_ENTITIES - len(needed) - len(looked_for - set(named.values())))
    others = [kind for kind in named if kind not in needed][:room]
    return {kind: place for kind, place in named.items() if kind in needed or kind in others}


def entity_place(variable: str) -> str:
    """Return the place of an entity's id that is a variable's value."""
    return name_written(f"metadata.{variable}")


def _looked_for(detector: Detector) -> Iterator[str]:
    """Yield the variables whose own value is looked for in a list, as texts or whole numbers."""
    for rule in detector.rules:
        try:
            nodes = list(walk(parse(rule.expression)))
        except ExpressionError:
            continue
        for node in nodes:
            match node:
                case Membership(left=Variable(name=name), among=ListName()):
                    known = detector.variables.get(name)
                    if known and known.source == EVENT and known.data_type in ("STRING", "INTEGER"):
                        yield name


def _kind(variable: str) -> str:
    """Return the name of an entity for a variable, another where its own has a meaning already."""
    plain = re.sub(r"[^a-z0-9_]", "_", variable.lower())
    plain = plain if plain[:1].isalpha() else f"v_{plain}"
    tried = [f"{plain[: LONGEST_KIND - len(end)]}{end}" for end in ("", "_id", "_value")]
    return next(each for each in tried if each != MERCHANT and not _is_taken(each))


def _is_taken(kind: str) -> bool:
    return next(iter(entity_problems({kind: "metadata.probe"})), None) is not None


def _unused(name: str, longest: int, used: Iterable[str]) -> str:
    others, found, turn = set(used), name[:longest], 1
    while found in others:
        turn += 1
        found = f"{name[: longest - len(str(turn)) - 1]}_{turn}"
    return found
