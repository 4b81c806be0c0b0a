"""The verdict on reviews: each that is due is opened once, decided at most once, and final is final everywhere."""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal

from chaos.ledger import Attempt, Ledger
from chaos.review_book import ReadAttempt, ReviewAttempt
from chaos.verdict.allowances import Allowances
from chaos.verdict.answers import KNOWN_FAILURES
from chaos.verdict.evidence import Evidence
from chaos.verdict.final_state import FinalState, FoundItem
from chaos.verdict.judge import BrokenPromise, Violation

REVIEW, DECLINE = "review", "decline"
OK, NOT_FOUND, CONFLICT = 200, 404, 409
SCHEDULE = "schedule"
LONGEST_RUN = 10_000
"""Milliseconds from the time of a decision, as its row says, until the row is written: Feedback's timeout."""
TELLS = frozenset({OK, NOT_FOUND, CONFLICT, *KNOWN_FAILURES})
"""Statuses that the contract knows."""

Finding = tuple[Violation, str]


def judge_reviews(ledger: Ledger, kind: str, found: FinalState, allowances: Allowances) -> Iterator[BrokenPromise]:
    """Compare what people and clients of a kind were told with the reviews."""
    worked = ledger.reviews.attempts_of(kind)
    reads: dict[str, list[ReadAttempt]] = {}
    for read in ledger.reviews.reads_of(kind):
        reads.setdefault(read.transaction_id, []).append(read)
    sent = ledger.attempts_of(kind)
    yield from _judge_damaged(ledger, kind, found)
    for each in {**sent, **dict.fromkeys(worked)}:
        review, attempts = found.reviews.get(each), worked.get(each, ())
        findings = [
            *_judge_row(review, attempts),
            *_judge_answers(review, attempts, allowances),
            *_judge_repeats(review, sent.get(each, ())),
        ]
        if each in sent:
            evidence = Evidence.of(each, sent[each], ledger, found, allowances)
            findings += [*_judge_opened(review, evidence), *_judge_decline(review, found.labels.get(each))]
            if not evidence.outcomes_from_queue:
                findings += _judge_unsaid(sent[each], _since(attempts))
            findings += _judge_reads(review, evidence, reads.get(each, ()), _since(attempts), allowances)
        yield from (BrokenPromise(fault=fault, transaction_id=each, what=what) for fault, what in findings)


def _judge_damaged(ledger: Ledger, kind: str, found: FinalState) -> Iterator[BrokenPromise]:
    for name, planted in ledger.reviews.damaged.items():
        if planted.kind == kind and found.reviews.get(name) != planted.row:
            what = f"a row that nobody can read was {planted.row}, and is {found.reviews.get(name)}"
            yield BrokenPromise(fault="overwritten", transaction_id=name, what=what)


def _judge_opened(review: FoundItem | None, evidence: Evidence) -> Iterator[Finding]:
    score = evidence.score
    outcomes = {score.get("outcome"), score.get("override")} if score else set()
    if REVIEW in outcomes and review is None and not evidence.expired:
        yield "lost", "its outcome is review, and nobody opened one"
    if review and REVIEW not in (review["told"], review["outcome"]):
        yield "wrong", "a review of what was never to be reviewed"


def _judge_row(review: FoundItem | None, attempts: Sequence[ReviewAttempt]) -> Iterator[Finding]:
    if review is None:
        return
    if review.get("owed"):
        yield "lost", f"its review still owes {', '.join(sorted(review['owed']))}"
    if (final := review.get("final_outcome")) is None:
        return
    by, at = review["decided_by"], float(review["decided_at"])
    if by == SCHEDULE:
        return
    may_be = [each for each in attempts if each.decides and each.person == by and each.fields["outcome"] == final]
    if not any(each.sent - 1 <= at <= each.answered + 1 for each in may_be):
        yield "wrong", f"{by} is said to have decided {final}, and did not"


def _judge_answers(
    review: FoundItem | None, attempts: Sequence[ReviewAttempt], allowances: Allowances
) -> Iterator[Finding]:
    for each in attempts:
        if each.status not in TELLS and not allowances.crashes:
            yield "wrong", f"a review was answered {each.status}, which no contract knows"
        if each.status == NOT_FOUND and review and float(review["opened_at"]) < each.sent - 1:
            yield "lost", "a review that was open was not found"
        if not each.done:
            continue
        if review is None:
            yield "lost", f"{each.fields['action']} was answered, and there is no review"
        elif each.decides and (each.fields["outcome"], each.person) != _decided(review):
            yield "overwritten", f"{each.person} was told {each.fields['outcome']}, and {_decided(review)} is stored"
        elif each.fields["action"] == "claim" and each.review.get("claimed_by") != each.person:
            yield "wrong", f"{each.person} was told of a claim by {each.review.get('claimed_by')}"


def _decided(review: FoundItem) -> tuple[str | None, str | None]:
    return review.get("final_outcome"), review.get("decided_by")


def _judge_decline(review: FoundItem | None, labels: FoundItem | None) -> Iterator[Finding]:
    """Yield what is wrong with what facts hold of a decline that was told to nobody before."""
    declined = (labels or {}).get("declined")
    is_due = review is not None and review.get("final_outcome") == DECLINE and review["told"] != DECLINE
    if is_due and review and declined != review["decided_at"]:
        yield "lost", f"declined by a review at {review['decided_at']}, and its labels say {declined}"
    if declined is not None and not is_due:
        yield "wrong", "its labels say that a review declined it, and none did"


def _since(attempts: Sequence[ReviewAttempt]) -> float:
    """Return when somebody was first told of a decision, in seconds of the monotonic clock; infinity if nobody was."""
    return min((each.ended for each in attempts if each.decides and each.done), default=math.inf)


def _judge_unsaid(attempts: Sequence[Attempt], since: float) -> Iterator[Finding]:
    """Yield repeats that were not told what a person had decided by then, nor that it could not be read."""
    for each in attempts:
        told = each.told if each.route == "decisions" and each.sent > since else None
        if told and told.outcome == REVIEW and not told.final and not told.final_unread:
            yield "differs", "a repeat was not told the final outcome, which a person had heard before"


def _judge_repeats(review: FoundItem | None, attempts: Sequence[Attempt]) -> Iterator[Finding]:
    for told in (each.told for each in attempts if each.told):
        if told.final and told.final != (review or {}).get("final_outcome"):
            yield "differs", f"told {told.final} as final, and {(review or {}).get('final_outcome')} is stored"


def _judge_reads(
    review: FoundItem | None,
    evidence: Evidence,
    reads: Sequence[ReadAttempt],
    since: float,
    allowances: Allowances,
) -> Iterator[Finding]:
    stored = {Decimal(str(item["amount"])) for item in evidence.items if "amount" in item}
    answered = {each.answered for each in evidence.decisions.values()}
    for each in reads:
        if each.status not in (OK, NOT_FOUND, *KNOWN_FAILURES) and not allowances.crashes:
            yield "wrong", f"reading it back was answered {each.status}, which no contract knows"
        before = [a for a in evidence.acknowledged if a.answered < each.sent_monotonic]
        kept = [a for a in before if not evidence.is_among(a, evidence.queued)]
        if each.status == NOT_FOUND and kept and not evidence.outcomes_from_queue and evidence.decisions:
            yield "lost", "it was stored, and not found when it was read back"
        if each.status != OK:
            continue
        if stored and Decimal(str(each.content["transaction"].get("amount", 0))) not in stored:
            yield "wrong", "another amount was read back than is stored"
        outcome = each.content.get("decision", {}).get("outcome")
        if answered and outcome not in (None, *answered):
            yield "differs", f"{outcome} was read back, and clients were told {answered}"
        final, at = each.content.get("final_outcome"), float((review or {}).get("decided_at", 0))
        is_due = since < each.sent_monotonic or at + LONGEST_RUN < each.sent
        if final != (review or {}).get("final_outcome") and (final or is_due) and review:
            yield "differs", f"read back {final} as final, and {review.get('final_outcome')} is stored since {at:.0f}"
