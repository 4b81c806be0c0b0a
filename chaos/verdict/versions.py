"""The verdict on versions and lists: by which strategy each decision was made, and when that one was in force."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, takewhile

from chaos.ledger import Ledger
from chaos.rollout_book import ListChange
from chaos.told import Told, scored_as
from chaos.verdict.final_state import FinalState
from chaos.verdict.rollout_state import InForce

UNNOTICED = 60_000
"""Milliseconds after which a version that was replaced decides no more without a word about it."""
READ_WITHIN = 10_000
"""Milliseconds: a decision's time is that of its request, and what it goes by may have been read a little later."""
LISTED_WITHIN = 1_000
"""Milliseconds after the answer, from when a list counts, and around an entry's end."""
ACTIVE, CHALLENGER, OVERRIDE = "active", "challenger", "override"


def judge_versions(ledger: Ledger, kind: str, found: FinalState) -> Iterator[tuple[str, str]]:
    """Yield the id of each decision of a kind's traffic that was made by what was not in force, and how."""
    attempts = ledger.rollout.pointers
    times = {name: found.rollout.times_of(name, attempts) for name in (ACTIVE, CHALLENGER, OVERRIDE)}
    arms: dict[tuple[str, str], str] = {}
    for transaction_id, its in ledger.attempts_of(kind).items():
        customer = its[0].fields.get("customer_id", "")
        if what := found.rollout.replays_that_differ.get(transaction_id):
            yield transaction_id, f"decided again: {what}"
        for decided in _stored(transaction_id, found):
            if decided.as_of is None:  # a row that somebody else wrote
                continue
            yield from ((transaction_id, what) for what in _wrong_version(decided, times))
            changes = ledger.rollout.lists_of(customer)
            yield from ((transaction_id, what) for what in _wrong_lists(decided, changes))
            if decided.arm and customer:
                key, arm = (decided.arm["experiment"], customer), f"{decided.arm['name']} {decided.arm['unit']}"
                if arms.setdefault(key, arm) != arm:
                    yield transaction_id, f"its customer was {arms[key]} before, and {arm} here"


def versions_of(ledger: Ledger, kind: str, found: FinalState) -> set[str]:
    """Return the digests by which a kind's traffic was decided."""
    every = chain.from_iterable(_stored(each, found) for each in ledger.attempts_of(kind))
    return {str(each.strategy["digest"]) for each in every if each.strategy}


def _stored(transaction_id: str, found: FinalState) -> Sequence[Told]:
    """Return the decisions on an id: those in its rows, else the one of which its score tells."""
    if decided := found.decisions.get(transaction_id):
        return list(decided.values())
    score = found.scores.get(transaction_id)
    return [scored_as(score)] if score else []


def _wrong_version(decided: Told, times: Mapping[str, Sequence[InForce]]) -> Iterator[str]:
    digest, at = (decided.strategy or {}).get("digest"), decided.as_of or 0
    by_challenger = decided.arm is not None and decided.arm["name"] == CHALLENGER
    if by_challenger and decided.arm and decided.arm["experiment"] != digest:
        yield f"in the challenger's arm, and decided by {digest}"
        return
    if "strategy" in decided.degraded:
        return
    if not _was_said(times[CHALLENGER if by_challenger else ACTIVE], digest, at):
        yield f"decided at {at} by {digest}, which was replaced over a minute ago, and nothing says so"
    if not _was_said(times[OVERRIDE], decided.override, at):
        yield f"answered at {at} by the override {decided.override}, which was not in force"


def _was_said(times: Sequence[InForce], said: str | None, at: int) -> bool:
    """Return whether a pointer said so in the minute before, or just when it was read."""
    return any(each.said == said and each.since <= at + READ_WITHIN and each.until >= at - UNNOTICED for each in times)


def _wrong_lists(decided: Told, changes: Sequence[ListChange]) -> Iterator[str]:
    at = decided.as_of or 0
    if set(decided.degraded) & {"facts", "profiles"}:
        return
    for name in {each.list_name for each in changes}:
        of_list = [each for each in changes if each.list_name == name]
        if any(each.sent <= at + READ_WITHIN and each.answered >= at - LISTED_WITHIN for each in of_list):
            continue  # a change was under way
        before = [each for each in of_list if each.answered < at]
        since_done = takewhile(lambda each: each.result != "done", reversed(before))
        if not before or any(each.result == "unknown" for each in since_done):
            continue  # it may take effect late, after one that found nothing to change
        last = before[-1]
        if last.until is not None and abs(last.until - at) <= LISTED_WITHIN:
            continue
        is_on = last.on_it and (last.until is None or at < last.until)
        if is_on != (name in decided.listed):
            yield f"decided at {at} as {'' if name in decided.listed else 'not '}{name}, against {last}"
