"""Labels of a part of the traffic: said again, at once, in contradiction, too early, and of what nobody sent."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from chaos.label_book import LabelFields
from chaos.traffic.cases import CaseStep, LabelPost, Post, TrafficCase
from chaos.traffic.transactions import PERSISTENT, START

SOURCES = ("chargeback", "analyst", "customer", "issuer")
HOUR, SPAN = 3_600_000, 1_800_000
"""Milliseconds; labels are known since a time of this span, after the transactions and before they are sent."""
MOST_TOGETHER = 12
"""Transactions whose labels come in one request."""
MOST_AT_ONCE = 4
"""Requests that a client sends at once: each takes a process of the embedded AWS, and so does each of other clients."""
EARLY = 0.3
"""The share of the labelled cases of which a label comes with the transaction, or right after it."""
AHEAD = 24 * HOUR
"""Milliseconds; nothing can be known since then."""


def with_early_labels(cases: Iterable[TrafficCase], share: float, chance: random.Random) -> Iterator[TrafficCase]:
    """Yield the cases; with some a label comes at once with the transaction, or right after it."""
    for case in cases:
        last = case.steps[-1]
        if chance.random() >= share * EARLY or not isinstance(last, tuple):
            yield case
            continue
        ids = sorted({each["transaction_id"] for post in last if isinstance(post, Post) for each in post.requests})
        labels = LabelPost(labels=tuple(label_of(each, chance) for each in ids))
        steps: tuple[CaseStep, ...] = (*case.steps, (labels,))
        if chance.random() < 0.5:
            steps = (*case.steps[:-1], (*last, labels))
        yield replace(case, steps=steps)


def label_cases(
    transaction_ids: Sequence[str], share: float, chance: random.Random, unheard_of: str
) -> Iterator[TrafficCase]:
    """Yield labels of a share of these transactions; ids that begin with `unheard_of` nobody sent."""
    chosen, number = iter([each for each in transaction_ids if chance.random() < share]), 0
    while some := [each for each, _ in zip(chosen, range(chance.randint(1, MOST_TOGETHER)), strict=False)]:
        number += 1
        steps = chance.choice(FORMS)(some, chance)
        if chance.random() < 0.2:
            steps = [*steps, (LabelPost(labels=_broken(some[0], f"{unheard_of}-{number}", chance)),)]
        yield TrafficCase(steps=tuple(steps), persistent=chance.random() < PERSISTENT, transactions=0)


Steps = list[CaseStep]
Form = Callable[[Sequence[str], random.Random], Steps]


def _once(ids: Sequence[str], chance: random.Random) -> Steps:
    return [(_post(ids, chance),)]


def _again(ids: Sequence[str], chance: random.Random) -> Steps:
    """Return labels that are said a second time, later, or within the same request."""
    post = _post(ids, chance)
    return [(post,), (post,)] if chance.random() < 0.5 else [(LabelPost(labels=(*post.labels, *post.labels)),)]


def _at_once(ids: Sequence[str], chance: random.Random) -> Steps:
    post = _post(ids, chance)
    return [(post, post, LabelPost(labels=tuple(reversed(post.labels))))]


def _contradiction_at_once(ids: Sequence[str], chance: random.Random) -> Steps:
    post = _post(ids, chance)
    return [(post, _contradicting(post, chance))]


def _contradiction(ids: Sequence[str], chance: random.Random) -> Steps:
    """Return labels that are contradicted, later or in the same request, and perhaps said again."""
    post = _post(ids, chance)
    other = _contradicting(post, chance)
    if chance.random() < 0.3:
        return [(LabelPost(labels=(*post.labels, *other.labels)),)]
    return [(post,), (other,), *([(post,)] if chance.random() < 0.5 else [])]


def _by_one_of_each_other(ids: Sequence[str], chance: random.Random) -> Steps:
    """Return each transaction's label by itself, several at once: those of one customer race for its facts."""
    alone = [LabelPost(labels=(label_of(each, chance),)) for each in ids]
    return [tuple(alone[first : first + MOST_AT_ONCE]) for first in range(0, len(alone), MOST_AT_ONCE)]


FORMS: tuple[Form, ...] = (_once, _again, _at_once, _contradiction_at_once, _contradiction, _by_one_of_each_other)


def _post(ids: Sequence[str], chance: random.Random) -> LabelPost:
    return LabelPost(labels=tuple(label_of(each, chance) for each in ids))


def label_of(transaction_id: str, chance: random.Random) -> LabelFields:
    """Return a label of a transaction, as one of those who know says it."""
    fields: dict[str, Any] = {
        "transaction_id": transaction_id,
        "label": "fraud" if chance.random() < 0.7 else "legitimate",
        "source": chance.choice(SOURCES),
        "at": START + HOUR + chance.randrange(SPAN),
    }
    return {**fields, "note": "reported by phone"} if chance.random() < 0.2 else fields


def _contradicting(post: LabelPost, chance: random.Random) -> LabelPost:
    """Return the opposite labels, known since the same time, earlier or later."""
    opposite = {"fraud": "legitimate", "legitimate": "fraud"}
    return LabelPost(
        labels=tuple(
            {**each, "label": opposite[each["label"]], "at": each["at"] + chance.choice((-1000, 0, 1000))}
            for each in post.labels
        )
    )


def _broken(transaction_id: str, unheard_of: str, chance: random.Random) -> tuple[LabelFields, ...]:
    """Return a label of what nobody sent, and some that are none, with one of a stored transaction in between."""
    good = label_of(transaction_id, chance)
    refused = ({**good, "at": good["at"] + AHEAD}, {**good, "source": "horoscope"}, {**good, "label": "maybe"})
    return ({**good, "transaction_id": unheard_of}, chance.choice(refused), good)
