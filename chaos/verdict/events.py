"""The verdict on events: each fact is told at least once, with the same words, and never before it is stored."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from chaos.ledger import Ledger
from chaos.verdict.final_state import FinalState, FoundItem
from chaos.verdict.judge import BrokenPromise
from chaos.verdict.labels import history_of

TOLD = frozenset({"review", "decline"})
"""Outcomes of which programs hear."""
PERHAPS = "review_due"
"""A field that a repeat leaves out, once somebody has decided."""


def judge_events(ledger: Ledger, kind: str, found: FinalState) -> Iterator[BrokenPromise]:
    """Yield the broken promises to who hears of a kind's transactions."""
    for each in ledger.attempts_of(kind):
        events = found.events.get(each, [])
        # of those that raced each try decides anew on the one without a score, as any does where the score is gone
        anew = len(found.stored.get(each, ())) > 1 or each in ledger.expired_scores | ledger.scored_anew
        yield from () if anew else _judge_repeats(each, events)
        for event in events:
            if found.taken is not None and event["id"] not in found.taken:
                yield BrokenPromise(fault="lost", transaction_id=each, what=f"the webhook never took {event['type']}")
            if found.on_bus is not None and event["id"] not in found.on_bus:
                yield BrokenPromise(fault="lost", transaction_id=each, what=f"the bus never took {event['type']}")
        if not anew:
            yield from _judge_decision(each, events, found)
        yield from _judge_review(each, events, found.reviews.get(each))
        yield from _judge_labels(each, events, found.labels.get(each))


def _judge_repeats(identity: str, events: Collection[FoundItem]) -> Iterator[BrokenPromise]:
    first: dict[str, Mapping[str, Any]] = {}
    for each in events:
        data = {name: value for name, value in each["data"].items() if name != PERHAPS}
        said = {**each, "data": data, "published": None}
        if first.setdefault(each["id"], said) != said:
            yield BrokenPromise(fault="wrong", transaction_id=identity, what=f"one id, two events: {each['id']}")
        if said["attributes"].get("type") != each["type"] or said["attributes"].get("to") != "all":
            yield BrokenPromise(fault="wrong", transaction_id=identity, what=f"attributes {said['attributes']}")


def _judge_decision(identity: str, events: Collection[FoundItem], found: FinalState) -> Iterator[BrokenPromise]:
    score, told = found.scores.get(identity), [each for each in events if each["type"] == "decision.made"]
    if score is None:
        return
    outcomes = {score.get("outcome"), score.get("override") or score.get("outcome")}
    if outcomes & TOLD and not told:
        yield BrokenPromise(fault="lost", transaction_id=identity, what=f"decided {outcomes}, and no event told it")
    for each in told:
        if each["data"]["outcome"] not in outcomes:
            what = f"an event tells {each['data']['outcome']}, the score {outcomes}"
            yield BrokenPromise(fault="wrong", transaction_id=identity, what=what)
        yield from _too_early(identity, each, _milliseconds(score["scored_at"]))


def _judge_review(identity: str, events: Collection[FoundItem], review: FoundItem | None) -> Iterator[BrokenPromise]:
    told = [each for each in events if each["type"] in ("review.decided", "review.expired")]
    final = review.get("final_outcome") if review else None
    if review is None or final is None:
        if told:
            yield BrokenPromise(fault="wrong", transaction_id=identity, what="an event of a review that is not decided")
        return
    type_ = "review.expired" if review["status"] == "expired" else "review.decided"
    if not told:
        yield BrokenPromise(fault="lost", transaction_id=identity, what=f"{review['status']}, and no event told it")
    for each in told:
        said = (each["type"], each["data"]["final_outcome"], each["data"].get("by", review["decided_by"]))
        if said != (type_, final, review["decided_by"]):
            yield BrokenPromise(fault="wrong", transaction_id=identity, what=f"an event tells {said}, the row {final}")
        yield from _too_early(identity, each, float(review["decided_at"]))


def _judge_labels(identity: str, events: Collection[FoundItem], row: FoundItem | None) -> Iterator[BrokenPromise]:
    stored = {_label(each): each for each in history_of(row)}
    told = {_label(_in_milliseconds(each["data"])) for each in events if each["type"] == "transaction.labelled"}
    for each in stored.keys() - told:
        yield BrokenPromise(fault="lost", transaction_id=identity, what=f"labelled {each}, and no event told it")
    for each in told - stored.keys():
        yield BrokenPromise(
            fault="wrong", transaction_id=identity, what=f"an event of a label that is not there: {each}"
        )


def _label(label: Mapping[str, Any]) -> tuple[Any, ...]:
    return (label["label"], label["source"], int(label["at"]), int(label["received"]))


def _in_milliseconds(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, **{name: round(_milliseconds(data[name])) for name in ("at", "received")}}


def _too_early(identity: str, event: FoundItem, stored: float) -> Iterator[BrokenPromise]:
    if event["published"] < stored:
        yield BrokenPromise(fault="wrong", transaction_id=identity, what=f"{event['type']} was told before it was so")


def _milliseconds(iso: str) -> float:
    return datetime.fromisoformat(iso).timestamp() * 1000
