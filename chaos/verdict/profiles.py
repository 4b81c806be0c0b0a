"""The verdict on the profiles of a kind's entities: each is recomputed from what was accepted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chaos.ledger import Ledger, PlantedProfile
from chaos.verdict.allowances import Allowances
from chaos.verdict.busy import busy_hours, differences_of_busy, left_out
from chaos.verdict.entity_payments import payments_of
from chaos.verdict.final_state import FinalState
from chaos.verdict.profile_contents import differences
from chaos.verdict.reckoning import AcceptedPayment
from handlers.decision.profile.codec import UnreadableProfile, decode

RING = 24
"""Payments that a profile knows one by one: none of so many is folded twice, however often it comes."""

MOST_FAILURES = 3
"""Invocations with one payload that fail before it waits in the queue, from where it comes when nothing fails."""

MOST_TRIES = 5
"""Tries of a write of profiles; each may have taken effect though no answer came, and then the next one lost a race."""


@dataclass(kw_only=True)
class ProfilesVerdict:
    """The profiles of a kind's entities, by key."""

    keys: set[str] = field(default_factory=set)
    """All of them."""
    judged: int = 0
    """Those of which every value was compared."""
    busy: int = 0
    """Those of them with an hour of more payments than are followed; which these are, is not compared."""
    wrong: dict[str, str] = field(default_factory=dict)
    """Those that are not what the payments make, with the first difference."""
    off: set[str] = field(default_factory=set)
    """Those that differ by what the log says was retried or given up, or by what raced, and by no more."""


def judge_profiles(ledger: Ledger, kind: str, found: FinalState, allowances: Allowances) -> ProfilesVerdict:
    """Compare the profiles of all entities of a kind's traffic with the payments that are stored."""
    verdict = ProfilesVerdict()
    planted = {key: each for key, each in ledger.planted_profiles.items() if each.kind == kind}
    verdict.keys.update(planted)
    for key, its in payments_of(ledger, kind, found, allowances).items():
        verdict.keys.add(key)
        if key in planted and (what := _wrong_with_planted(key, planted[key], found)) is not None:
            verdict.wrong[key] = what
        if key in planted and stays_as_it_is(planted[key], its.every):
            continue
        verdict.judged += 1
        verdict.busy += bool(busy_hours(its.every))
        written = found.profiles.get(key)
        if (what := _difference(written, its.every, ())) is None:
            continue
        unsure = [*its.raced, *_unsure(key, its.every, found, allowances)]
        if unsure and (what := _difference(written, its.every, unsure)) is None:
            verdict.off.add(key)
        else:
            verdict.wrong[key] = what or ""
    return verdict


def stays_as_it_is(planted: PlantedProfile, payments: Sequence[AcceptedPayment]) -> bool:
    """Return whether a profile that cannot be read is left alone: of a newer form, or with nothing to write over it."""
    return planted.newer or not any(each.counts for each in payments)


def _unsure(
    key: str, payments: Sequence[AcceptedPayment], found: FinalState, allowances: Allowances
) -> Iterator[AcceptedPayment]:
    """Yield the payments that the log says were given up, or retried while the ring could not hold all of them.

    One comes as often as invocations may have folded it and failed, or folded it without an answer.
    """
    given_up = set(found.runs.given_up(key, [each.transaction_id for each in payments]))
    for each in payments:
        if each.loaded:  # its line says that it is there, and once
            continue
        again = 0
        if len(payments) > RING:
            again = min(found.runs.failed_before(each.transaction_id, each.received), MOST_FAILURES)
            if allowances.answers_lost:
                again += min(found.runs.races_with(each.transaction_id), MOST_TRIES)
        yield from [each] * max(again, each.transaction_id in given_up)


def _difference(
    written: bytes | None, payments: Sequence[AcceptedPayment], unsure: Sequence[AcceptedPayment]
) -> str | None:
    """Return the first value that is not what the payments make, as a sentence; None if all are."""
    if written is None:
        doubtful = set(unsure)
        sure = [each for each in payments if each.counts and each not in doubtful]
        return f"no profile of {len(sure)} payments" if sure else None
    try:
        profile = decode(written)
    except UnreadableProfile as error:
        return str(error)
    if hours := busy_hours(payments):
        if what := next(differences_of_busy(profile, payments, hours, len(unsure)), None):
            return what
        unsure = [*unsure, *left_out(payments, hours)]
    return next(differences(profile, payments, unsure), None)


def _wrong_with_planted(key: str, planted: PlantedProfile, found: FinalState) -> str | None:
    if not found.runs.may_have_been_unreadable(key):
        return "planted, and nobody noticed that it cannot be read"
    if planted.newer and found.profiles.get(key) != planted.written:
        return "of a newer form, and overwritten"
    return None
