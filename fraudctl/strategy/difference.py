"""Differences of two strategies in words: of rules, of entities, and of the fields that hold for all."""

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fraudctl.strategy.model_difference import model_details
from handlers.decision.condition.vocabulary import MODEL
from handlers.decision.strategy.document import canonical

Change = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is other: a rule by its code, an entity by its kind, or a field of the strategy."""

    change: Change
    subject: str
    details: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {"change": self.change, "subject": self.subject, "details": self.details}


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield what is other in the second of two complete documents."""
    yield from _of_entities(one["entities"], other["entities"])
    for name in one:
        if name not in ("rules", "entities", MODEL) and one[name] != other[name]:
            yield Difference("changed", name, (_detail(name, one[name], other[name]),))
    if one[MODEL] != other[MODEL]:
        yield Difference("changed", MODEL, tuple(model_details(one[MODEL], other[MODEL])))
    before, after = ({rule["code"]: rule for rule in document["rules"]} for document in (one, other))
    for code, rule in before.items():
        if code not in after:
            yield Difference("removed", code, (f"when: {rule['when']}",))
    for code, rule in after.items():
        if code not in before:
            yield Difference("added", code, (f"when: {rule['when']}",))
        elif changed := [name for name in rule if rule[name] != before[code][name]]:
            yield Difference("changed", code, tuple(_detail(name, before[code][name], rule[name]) for name in changed))
    yield from _moves(list(before), list(after), first_only="first" in (one["evaluate"], other["evaluate"]))


def _of_entities(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for kind in (*before, *(each for each in after if each not in before)):
        subject = f"entity {kind}"
        if kind not in after:
            yield Difference("removed", subject, (f"id: {before[kind]}",))
        elif kind not in before:
            yield Difference("added", subject, (f"id: {after[kind]}",))
        elif before[kind] != after[kind]:
            yield Difference("changed", subject, (_detail("id", before[kind], after[kind]),))


def _moves(before: list[str], after: list[str], *, first_only: bool) -> Iterator[Difference]:
    """Yield the fewest rules that stand elsewhere among those that both have."""
    order = {code: place for place, code in enumerate(code for code in after if code in before)}
    shared = [code for code in before if code in order]
    stay = _longest_rising([order[code] for code in shared])
    why = "the first rule that fires is the last one evaluated" if first_only else "which decides nothing here"
    for place, code in enumerate(shared):
        if order[code] not in stay:
            yield Difference("moved", code, (f"from place {place + 1} to {order[code] + 1} of those in both: {why}",))


def _longest_rising(numbers: list[int]) -> set[int]:
    """Return the most of the numbers, each there once, that rise in their order."""
    ends: list[tuple[int, ...]] = []  # of each length the run that ends lowest
    for number in numbers:
        place = bisect.bisect([run[-1] for run in ends], number)
        ends[place : place + 1] = [(*(ends[place - 1] if place else ()), number)]
    return set(ends[-1]) if ends else set()


def _detail(name: str, before: Any, after: Any) -> str:
    return f"{name}: {_text(before)} → {_text(after)}"


def _text(value: Any) -> str:
    return "none" if value is None else value if isinstance(value, str) else canonical({"": value}).decode()[4:-1]
