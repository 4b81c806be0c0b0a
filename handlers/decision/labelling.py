"""Labelling: the change that one more label, or a review's decline, makes to a transaction's row and to facts. Pure.

The row and the facts that change with it are written in one transaction, on condition that each still has the version
that was read. So whoever reads finds all of a label or nothing of it, and a label that lost a race is decided anew on
what the other wrote. The row's version stands for the facts too: they change by no label but together with it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from handlers.contract.transaction import Transaction
from handlers.decision.batch import DECLINE
from handlers.decision.labelled_row import LabelledRow, OwedEvent, ReviewedDecline, StatedLabel
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.event import FUTURE, event_of
from handlers.decision.profile.facts import Facts, Label, UnreadableFacts
from handlers.decision.profile.labels import with_label, without_label

Payment = Literal["paid", "declined", "forgotten"]
"""The way that a payment went: `forgotten` when its score has expired, so that nobody knows any more."""


def payment_outcome(score: Mapping[str, Any] | None, *, age: int, retention: int) -> Payment | None:
    """Return how a payment went by the row of its score; None while it has none yet.

    Args:
        score: The row; None if there is none.
        age: Milliseconds since the transaction was received.
        retention: Milliseconds for which scores are kept.
    """
    if score is None:
        return "forgotten" if age > retention else None
    return "declined" if score.get("outcome") == DECLINE else "paid"


def fact_of(transaction: Transaction, went: Payment, *, received: int) -> Label:
    """Return what facts hold of a transaction that is fraud or declined; without its amount if that was not summed.

    It was not if the transaction's clock was ahead of its receipt, and nobody knows if its score has expired.
    """
    event = event_of(transaction, received=received, declined=went == "declined", rates={})
    is_summed = went == "paid" and event.time <= received + FUTURE
    return Label(
        identity=event.identity,
        time=event.time,
        received=received,
        amount=event.in_units if is_summed else None,
        currency=event.currency,
        declined=event.declined,
        fraud=True,
    )


class LabelChange(NamedTuple):
    """The items to write, and those that stay as they are because nobody can read them."""

    row: LabelledRow
    facts: Mapping[str, Mapping[str, Any]]
    """The attributes to write over those of an item, by its key; of facts that change alone."""
    unreadable: Mapping[str, str]
    """Keys of facts that are damaged, or of a newer version, with the reason."""


def with_said(row: LabelledRow, said: StatedLabel | ReviewedDecline, timestamp: int) -> LabelledRow:
    """Return the row with one more label, of which an event is owed then, or with a review's decline.

    Args:
        row: The row as it was read; it does not hold this yet.
        said: The label or the decline.
        timestamp: That of the transaction.
    """
    if isinstance(said, ReviewedDecline):
        return row.with_decline(said)
    owed = OwedEvent(timestamp=timestamp, label=said.label, source=said.source, at=said.at, received=said.received)
    return msgspec.structs.replace(row.with_label(said), owed_labels=(*row.owed_labels, owed))


def label_in_force(row: LabelledRow, fact: Label) -> Label | None:
    """Return what the facts have to hold of a transaction by its row: fraud, else declined by a review, else nothing.

    Args:
        row: The row.
        fact: The same of the transaction, whatever became of it; the row says since when, and what.
    """
    if (since := row.fraud_since) is not None:
        return msgspec.structs.replace(fact, received=since, fraud=True)
    if row.declined is not None:
        return msgspec.structs.replace(fact, received=row.declined, fraud=False)
    return None


def labelled(
    before: LabelledRow,
    after: LabelledRow,
    fact: Label,
    entities: Iterable[str],
    read: Mapping[str, Mapping[str, Any]],
) -> LabelChange:
    """Return the change that takes a row, and the facts with it, from what was read to what was said since.

    Args:
        before: The row as it was read.
        after: The row with what was said since.
        fact: What the facts hold of the transaction; since when, and whether it is fraud, is said by the row.
        entities: Keys of the facts of the transaction's entities.
        read: Attributes of the facts that there are, by key; of former holders too.
    """
    label = label_in_force(after, fact)
    named, holders = set(entities), set[str]()
    facts, unreadable = dict[str, Mapping[str, Any]](), dict[str, str]()
    for key in sorted(named | before.holders):
        told = key in before.holders
        try:
            known = facts_of.decode(read.get(key, {}))
        except UnreadableFacts as error:
            unreadable[key] = str(error)
            holders.update([key] if told else [])
            continue
        changed, told = relabelled(known, fact.identity, label if key in named or told else None, told=told)
        holders.update([key] if told else [])
        if changed:
            facts[key] = {"labels": facts_of.encode(changed)["labels"]}
    after = msgspec.structs.replace(after, version=before.version + 1, holders=frozenset(holders))
    return LabelChange(after, facts, unreadable)


def relabelled(facts: Facts, identity: bytes, label: Label | None, *, told: bool) -> tuple[Facts | None, bool]:
    """Return the facts with the label of a transaction, or without it, and whether they then hold one of it.

    None stands for facts that stay as they are. Facts that were told and do not hold the label one by one any more have
    it in a day's sum: nothing is taken out of that, and nothing added to it a second time.
    """
    present = next((each for each in facts.labels if each.identity == identity), None)
    if present is None and told:
        return None, True
    if label == present:
        return None, label is not None
    return without_label(facts, identity) if label is None else with_label(facts, label), label is not None
