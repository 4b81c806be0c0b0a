"""The verdict on the attempts that decisions counted on a card: no fewer than were acknowledged, no more than sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from chaos.ledger import Attempt, Ledger
from chaos.verdict.entity_payments import card_of
from chaos.verdict.evidence import sent_time

BUCKET = 300_000
"""Milliseconds: attempts are counted from the beginning of the bucket before that of the event time."""
AttemptsViolation = Literal["undercounted", "wrong"]
NOT_TAKEN = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
"""Statuses of requests that are refused before anything is counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CardAttempt:
    """An attempt on a card; `bucket` is None where nobody was told under which time it counts."""

    transaction_id: str
    bucket: int | None
    sent: float
    answered: float
    counted: int | None
    """As the answer says."""
    sure: bool
    """True if the answer does not say that some could not be counted."""
    fresh: bool
    """True if it was counted for this answer, which repeats no earlier one."""
    dry_run: bool

    def may_see(self, other: "CardAttempt") -> bool:
        """Return whether the other one may count here."""
        near = self.bucket is None or other.bucket is None or other.bucket in (self.bucket, self.bucket - 1)
        return near and other.sent <= self.answered

    def must_see(self, other: "CardAttempt") -> bool:
        """Return whether the other one has to count here: it was acknowledged before this one was sent."""
        known = self.bucket is not None and other.bucket in (self.bucket, self.bucket - 1)
        return known and other.counted is not None and other.sure and other.answered <= self.sent


def judge_attempts(ledger: Ledger, kind: str) -> Iterator[tuple[AttemptsViolation, str, str]]:
    """Yield each decision of a kind's traffic that counted too few or too many attempts: its id, and how many."""
    for of_card in _by_card(ledger, kind).values():
        added = [each for each in of_card if not each.dry_run]
        for each in of_card:
            if each.counted is None or not each.fresh:
                continue
            least = len({other.transaction_id for other in added if each.must_see(other)} | {each.transaction_id})
            most = len({other.transaction_id for other in added if each.may_see(other)} | {each.transaction_id})
            if each.counted < least and each.sure:
                what = f"{each.counted} attempts counted, where {least} had been acknowledged"
                yield "undercounted", each.transaction_id, what
            if each.counted > most + each.dry_run:
                yield "wrong", each.transaction_id, f"{each.counted} attempts counted, where {most} had been sent"
        yield from _judge_ranks(added)


def _judge_ranks(added: Sequence[CardAttempt]) -> Iterator[tuple[AttemptsViolation, str, str]]:
    """Yield decisions of one bucket that count fewer than there are: of those at once, one sees 1, one 2, and so on."""
    buckets: dict[int, dict[str, int]] = {}
    for each in added:
        if each.counted is not None and each.fresh and each.sure and each.bucket is not None:
            of_bucket = buckets.setdefault(each.bucket, {})
            of_bucket[each.transaction_id] = min(each.counted, of_bucket.get(each.transaction_id, each.counted))
    for of_bucket in buckets.values():
        for rank, (transaction_id, counted) in enumerate(sorted(of_bucket.items(), key=lambda each: each[1]), start=1):
            if counted < rank:
                yield (
                    "undercounted",
                    transaction_id,
                    f"{counted} attempts at most, by {rank} decisions of these minutes",
                )


def _by_card(ledger: Ledger, kind: str) -> dict[str, list[CardAttempt]]:
    cards: dict[str, list[CardAttempt]] = {}
    sent = [each for attempts in ledger.attempts_of(kind).values() for each in attempts if each.route == "decisions"]
    for attempt in (*sent, *ledger.dry_runs_of(kind)):
        card = card_of(attempt.fields)
        if card is not None and attempt.status not in NOT_TAKEN:
            cards.setdefault(card, []).append(_card_attempt(attempt))
    return cards


def _card_attempt(attempt: Attempt) -> CardAttempt:
    time = attempt.timestamp if attempt.timestamp is not None else sent_time(attempt)
    return CardAttempt(
        transaction_id=attempt.fields["transaction_id"],
        bucket=None if time is None else time // BUCKET,
        sent=attempt.sent,
        answered=attempt.answered,
        counted=attempt.told.attempts if attempt.told else None,
        sure=attempt.told is not None and "attempts" not in attempt.told.degraded,
        fresh=attempt.outcome == "accepted",
        dry_run=attempt.route == "dry run",
    )
