"""The verdict on the profiles of a kind's customers and terminals: each is recomputed from what was accepted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from chaos.ledger import Ledger, PlantedProfile
from chaos.verdict.allowances import Allowances
from chaos.verdict.evidence import Evidence
from chaos.verdict.expected import expected_outcome, stored_fields
from chaos.verdict.final_state import FinalState, FoundItem
from chaos.verdict.profile_contents import differences
from chaos.verdict.reckoning import HOUR, AcceptedPayment
from handlers.decision.profile.codec import UnreadableProfile, decode

RING = 24
"""Payments that a profile knows one by one: none of so many is folded twice, however often it comes."""

BUSY = 2_000
"""Payments of an hour above which nobody is followed."""

KEYS = {"customer_id": "profile#customer#", "terminal_id": "profile#terminal#"}


@dataclass(kw_only=True)
class EntityPayments:
    """The payments of one entity."""

    every: list[AcceptedPayment] = field(default_factory=list)
    """Of an id that is stored as several items, because requests raced, one."""
    raced: list[AcceptedPayment] = field(default_factory=list)
    """All items of such ids: which of them is counted, the race decided."""


@dataclass(kw_only=True)
class ProfilesVerdict:
    """The profiles of a kind's entities, by key."""

    keys: set[str] = field(default_factory=set)
    """All of them."""
    judged: int = 0
    """Those of which every value was compared."""
    wrong: dict[str, str] = field(default_factory=dict)
    """Those that are not what the payments make, with the first difference."""
    off: set[str] = field(default_factory=set)
    """Those that differ by what the log says was retried or given up, or by what raced, and by no more."""


def judge_profiles(ledger: Ledger, kind: str, found: FinalState, allowances: Allowances) -> ProfilesVerdict:
    """Compare the profiles of all customers and terminals of a kind's traffic with the payments that are stored."""
    verdict, planted = (
        ProfilesVerdict(),
        {key: each for key, each in ledger.planted_profiles.items() if each.kind == kind},
    )
    verdict.keys.update(planted)
    for key, its in payments_of(ledger, kind, found, allowances).items():
        verdict.keys.add(key)
        if key in planted and (what := _wrong_with_planted(key, planted[key], found)) is not None:
            verdict.wrong[key] = what
        if is_busy(its.every) or (key in planted and stays_as_it_is(planted[key], its.every)):
            continue
        verdict.judged += 1
        written = found.profiles.get(key)
        if (what := _difference(written, its.every, ())) is None:
            continue
        unsure = [*its.raced, *_unsure(key, its.every, found)]
        if unsure and (what := _difference(written, its.every, unsure)) is None:
            verdict.off.add(key)
        else:
            verdict.wrong[key] = what or ""
    return verdict


def stays_as_it_is(planted: PlantedProfile, payments: Sequence[AcceptedPayment]) -> bool:
    """Return whether a profile that cannot be read is left alone: of a newer form, or with nothing to write over it."""
    return planted.newer or not any(each.counts for each in payments)


def is_busy(payments: Sequence[AcceptedPayment]) -> bool:
    """Return whether so many payments fall into one hour that they may not have been followed."""
    hours = [each.time // HOUR for each in payments]
    return len(hours) > BUSY and max(map(hours.count, set(hours))) > BUSY


def payments_of(ledger: Ledger, kind: str, found: FinalState, allowances: Allowances) -> Mapping[str, EntityPayments]:
    """Return the payments that a kind's traffic has stored, by the key of the profile of each customer and terminal."""
    entities: dict[str, EntityPayments] = {}
    for transaction_id, attempts in ledger.attempts_of(kind).items():
        evidence = Evidence.of(transaction_id, attempts, ledger, found, allowances)
        several = len(evidence.items) > 1
        seen = set[str]()
        for key, payment in chain.from_iterable(_of_item(item, evidence) for item in evidence.items):
            its = entities.setdefault(key, EntityPayments())
            if key not in seen:
                its.every.append(payment)
            if several:
                its.raced.append(payment)
            seen.add(key)
    return entities


def _of_item(item: FoundItem, evidence: Evidence) -> Iterator[tuple[str, AcceptedPayment]]:
    """Yield what a stored item counts for, by the request of which it is; nothing if nobody sent it."""
    sources = evidence.sources(item)
    if not sources:
        return
    fields = stored_fields(sources[0].fields)
    payment = AcceptedPayment(
        transaction_id=fields["transaction_id"],
        time=int(item["timestamp"]),
        received=round(datetime.fromisoformat(item["created_at"]).timestamp() * 1000),
        amount=fields["amount"],
        currency=fields.get("currency", ""),
        declined=expected_outcome(fields) == "decline",
    )
    for name, prefix in KEYS.items():
        if name in fields:
            yield prefix + fields[name], payment


def _unsure(key: str, payments: Sequence[AcceptedPayment], found: FinalState) -> Iterator[AcceptedPayment]:
    """Yield the payments that the log says were given up, or retried while the ring could not hold all of them."""
    given_up = set(found.runs.given_up(key, [each.transaction_id for each in payments]))
    for each in payments:
        if each.transaction_id in given_up or (
            len(payments) > RING and found.runs.may_have_been_retried(each.transaction_id, each.received)
        ):
            yield each


def _difference(
    written: bytes | None, payments: Sequence[AcceptedPayment], unsure: Sequence[AcceptedPayment]
) -> str | None:
    """Return the first value that is not what the payments make, as a sentence; None if all are."""
    if written is None:
        sure = [each for each in payments if each.counts and each not in unsure]
        return f"no profile of {len(sure)} payments" if sure else None
    try:
        profile = decode(written)
    except UnreadableProfile as error:
        return str(error)
    return next(differences(profile, payments, unsure), None)


def _wrong_with_planted(key: str, planted: PlantedProfile, found: FinalState) -> str | None:
    if not found.runs.may_have_been_unreadable(key):
        return "planted, and nobody noticed that it cannot be read"
    if planted.newer and found.profiles.get(key) != planted.written:
        return "of a newer form, and overwritten"
    return None
