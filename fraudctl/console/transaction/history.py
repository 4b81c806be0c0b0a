"""The history of a transaction: what came, was decided, alerted, labelled and reviewed, in order of time. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from fraudctl.console.alerts.case import Case, time_in
from fraudctl.console.showing import as_time
from fraudctl.reviews.review_view import who
from handlers.contract.read_answers import ReviewAnswer, TransactionAnswer

BEGINNING = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, kw_only=True)
class Happened:
    """Something that happened to it; `note` is what a person wrote."""

    at: datetime
    what: str
    note: str | None = None


def history(story: TransactionAnswer, case: Case | None) -> list[Happened]:
    """Return all that is known, the first first."""
    found = [*_facts(story), *(_review_facts(story.review) if story.review else ())]
    if case and case.alerted:
        found.append(Happened(at=case.at, what="alerted"))
    for label in story.labels:
        said = f"labelled {label.label} by {label.source}"
        if (known := as_time(label.at)) and abs((time_in(label.received) - known).total_seconds()) > 1:
            said += f", known since {known:%Y-%m-%d %H:%M} UTC"
        found.append(Happened(at=time_in(label.received), what=said, note=label.note))
    return sorted(found, key=lambda each: each.at)


def _facts(story: TransactionAnswer) -> Iterator[Happened]:
    paid = as_time(story.transaction.timestamp)
    if paid:
        yield Happened(at=paid, what="paid, by the client's clock")
    if story.transaction.created_at:
        yield Happened(at=time_in(story.transaction.created_at), what="received")
    decision = story.decision
    if decision and decision.decided_at:
        yield Happened(at=time_in(decision.decided_at), what=f"decided: {decision.outcome}, score {decision.score}")
    if decision and decision.scored_at:
        yield Happened(at=time_in(decision.scored_at), what="scored")


def _review_facts(review: ReviewAnswer) -> Iterator[Happened]:
    yield Happened(at=time_in(review.opened_at), what="review opened")
    if review.claimed_at:
        yield Happened(at=time_in(review.claimed_at), what=f"review claimed by {who(review.claimed_by)}")
    if review.decided_at:
        ended = "expired" if review.state == "expired" else f"{review.state} by {who(review.decided_by)}"
        yield Happened(
            at=time_in(review.decided_at), what=f"review {ended}: {review.final_outcome} is final", note=review.note
        )
