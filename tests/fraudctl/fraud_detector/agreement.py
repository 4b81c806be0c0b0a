"""Random rules held against their conversions: `python -m tests.fraudctl.fraud_detector.agreement 100000`."""

import random
import sys
from collections import Counter
from decimal import Decimal
from typing import Any

from fraudctl.fraud_detector.conversion.names import Names
from fraudctl.fraud_detector.conversion.rule import Converted, convert
from fraudctl.fraud_detector.detector import NamedList, Origin, Rule, Variable
from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decider
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.strategy import Strategy
from handlers.fraud_detector.values import typed_value
from tests.fraudctl.fraud_detector.reference import LISTS, VARIABLES, Event, Rules, Undocumented, Written, matches

HERE = Origin("random", 1)
ENTITIES = {"email": "metadata.email", "nation": "metadata.country"}
KINDS = {"email": "email", "country": "nation"}
NAMES = Names(
    variables={name: Variable(name=name, data_type=kind, default=its) for name, (kind, its) in VARIABLES.items()},
    lists={
        name: NamedList(name=name, elements=tuple((each, HERE) for each in sorted(its))) for name, its in LISTS.items()
    },
    kinds=KINDS,
)
VOCABULARY = vocabulary_of(ENTITIES)
RULES_AT_ONCE, EVENTS = 20, 12


def converted(expression: str) -> Converted:
    rule = Rule(id="random", version="1", expression=expression, outcomes=("review",), origin=HERE)
    return convert(rule, NAMES, VOCABULARY)


def strategy_of(conditions: list[str]) -> Strategy:
    found = load(
        {
            "name": "random",
            "thresholds": {"review": Decimal("0.5"), "decline": Decimal("0.9")},
            "entities": ENTITIES,
            "rules": [
                {"code": f"r{place}", "when": condition, "outcome": "review"}
                for place, condition in enumerate(conditions)
            ],
        }
    )
    assert isinstance(found, Strategy), found
    return found


def transaction_of(event: Event) -> Transaction:
    """Return the payment that an event becomes, each value in the type of its variable."""
    metadata: dict[str, dict[str, Any]] = {}
    for name, said in event.items():
        value = None if said is None else typed_value(said, VARIABLES[name][0])
        match value:
            case bool():
                metadata[name] = {"BOOL": value}
            case Decimal():
                metadata[name] = {"N": str(value)}
            case str():
                metadata[name] = {"S": value}
            case None if said is None:
                metadata[name] = {"NULL": True}
    return Transaction(transaction_id="1", timestamp=0, amount=Decimal(0), merchant="unknown", metadata=metadata)


def known_of(event: Event) -> dict[str, Any]:
    """Return the lists on which the entities of an event are; one without an id has none."""
    return {
        f"{kind}.lists": frozenset(name for name, its in LISTS.items() if event[variable] in its)
        for variable, kind in KINDS.items()
        if event.get(variable)
    }


def disagreements(seed: int) -> tuple[list[str], Counter[str]]:
    """Return where some random rules and their conditions differ on random events, and how many there were of each."""
    rules, counts, pairs = Rules(random.Random(seed)), Counter[str](), list[tuple[Written, Converted]]()  # noqa: S311
    while len(pairs) < RULES_AT_ONCE:
        written = rules.question(3)
        result = converted(written.text)
        counts[result.status] += 1
        if result.condition is not None:
            pairs.append((written, result))
    decider = Decider(strategy_of([str(each.condition) for _, each in pairs]))
    found = list[str]()
    for place in range(EVENTS):
        event = rules.event(nulls=place % 4 == 0)
        fired = {rule.code for rule in decider.decide(transaction_of(event), known_of(event)).fired}
        for number, (written, result) in enumerate(pairs):
            if None in event.values() and any("null" in each for each in result.reasons):
                continue  # it is assumed that no event says null
            try:
                said = matches(written, event)
            except Undocumented:
                continue
            counts["compared"] += 1
            counts["matched"] += said
            if said is not (f"r{number}" in fired):
                found.append(f"{written.text}\n  became {result.condition}\n  of {event}: {said}")
    return found, counts


def main(wanted: int) -> None:
    """Compare until so many pairs of a rule and an event are compared; end at the first that differ."""
    counts, seed = Counter[str](), 0
    while counts["compared"] < wanted:
        found, some = disagreements(seed)
        counts, seed = counts + some, seed + 1
        if found:
            sys.exit("\n".join(found))
    print(f"no difference: {dict(counts)}")  # noqa: T201 -- the command's result


if __name__ == "__main__":
    main(int(sys.argv[1]))
