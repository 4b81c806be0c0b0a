"""People at work on reviews: one after the other, at once, in contradiction, with labels, and too late."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from chaos.traffic.cases import ApiCall, CaseStep, LabelPost, ReadBack, ReviewAction, ReviewsDue, TrafficCase
from chaos.traffic.labels import label_of
from chaos.traffic.transactions import PERSISTENT

PEOPLE = 2
OUTCOMES = ("approve", "decline")

Steps = list[CaseStep]
Form = Callable[[str, random.Random], Steps]


def review_cases(
    transaction_ids: Sequence[str], share: float, chance: random.Random, unheard_of: str
) -> Iterator[TrafficCase]:
    """Yield work on a share of these reviews, each read back in the end; of ids with `unheard_of` there is none."""
    for number, each in enumerate(each for each in transaction_ids if chance.random() < share):
        steps = [*chance.choice(FORMS)(each, chance), (ReadBack(transaction_id=each),)]
        if chance.random() < 0.1:
            steps.append((_action(0, f"{unheard_of}-{number}", "claim"),))
        yield TrafficCase(steps=tuple(steps), persistent=chance.random() < PERSISTENT, transactions=0)


def _claim_and_decide(identity: str, chance: random.Random) -> Steps:
    one = chance.randrange(PEOPLE)
    return [(_action(one, identity, "claim"),), (_decide(one, identity, chance),)]


def _rivals(identity: str, chance: random.Random) -> Steps:
    """Return two who claim at once, and then decide at once, each otherwise."""
    claims = tuple[ApiCall, ...](_action(each, identity, "claim") for each in range(PEOPLE))
    return [claims, _contradiction(identity, chance)]


def _at_once_with_a_label(identity: str, chance: random.Random) -> Steps:
    label = LabelPost(labels=(label_of(identity, chance),))
    return [(*_contradiction(identity, chance), label)]


def _given_back(identity: str, chance: random.Random) -> Steps:
    release = _action(0, identity, "release")
    return [(_action(0, identity, "claim"),), (release, _action(1, identity, "claim")), (_decide(1, identity, chance),)]


def _again(identity: str, chance: random.Random) -> Steps:
    """Return a decision that comes again at once and later, and then another one."""
    decided = _decide(0, identity, chance)
    return [(decided, decided), (decided,), (_decide(1, identity, chance),)]


def _too_late(identity: str, chance: random.Random) -> Steps:
    """Return decisions on a review whose time is over, while the schedule may find it, too."""
    return [(_action(0, identity, "claim"),), ReviewsDue(transaction_ids=(identity,)), _contradiction(identity, chance)]


def _missed(identity: str, chance: random.Random) -> Steps:
    del chance
    return [ReviewsDue(transaction_ids=(identity,))]


FORMS: tuple[Form, ...] = (
    *(_claim_and_decide, _rivals, _at_once_with_a_label, _given_back, _again, _too_late, _missed),
)


def _contradiction(identity: str, chance: random.Random) -> tuple[ApiCall, ...]:
    return tuple(_decide(each, identity, chance, outcome) for each, outcome in enumerate(OUTCOMES))


def _decide(person: int, identity: str, chance: random.Random, outcome: str = "") -> ReviewAction:
    more: dict[str, Any] = {"outcome": outcome or chance.choice(OUTCOMES)}
    if chance.random() < 0.5:
        more["label"] = "fraud" if more["outcome"] == "decline" else "legitimate"
    if chance.random() < 0.3:
        more["note"] = "the customer was called"
    return _action(person, identity, "decide", **more)


def _action(person: int, identity: str, action: str, **more: Any) -> ReviewAction:
    return ReviewAction(person=person, fields={"transaction_id": identity, "action": action, **more})
