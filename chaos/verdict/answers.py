"""The verdict on the answers to the requests of one id."""

from collections.abc import Iterator
from http import HTTPStatus

from chaos.ledger import Attempt
from chaos.verdict.evidence import Evidence, contradict, sent_time

KNOWN_FAILURES = frozenset({0, HTTPStatus.SERVICE_UNAVAILABLE})
"""Statuses of an unknown outcome: no answer (0), or an error that asks to retry."""


def judge_answers(evidence: Evidence) -> Iterator[str]:
    """Yield what is wrong with the answers."""
    for attempt in evidence.attempts:
        if attempt.status == HTTPStatus.CONFLICT:
            yield from _judge_conflict(attempt, evidence)
        if attempt.outcome == "unknown" and attempt.status not in KNOWN_FAILURES and not evidence.allowances.crashes:
            yield f"answered {attempt.status}, which no contract knows"
        if (
            attempt.acknowledged
            and not (attempt.route == "decisions" and attempt.outcome == "repeated")
            and attempt.timestamp is not None
            and sent_time(attempt) not in (None, attempt.timestamp)
        ):
            yield f"answered with the timestamp {attempt.timestamp} of another request"


def _judge_conflict(attempt: Attempt, evidence: Evidence) -> Iterator[str]:
    if evidence.expired and attempt.route == "decisions":  # its score is gone, and with it the answer
        return
    earlier = [each for each in evidence.may_be_stored if each.sent <= attempt.answered]
    if not any(contradict(attempt, each) for each in earlier):
        yield "a repeat was answered as a conflict"
    elif (
        len(evidence.items) == 1
        and not evidence.queued
        and evidence.is_among(attempt, evidence.items)
        and any(
            each.acknowledged and each.answered <= attempt.sent and each.fields == attempt.fields for each in earlier
        )
    ):
        yield "a repeat of the only stored transaction was answered as a conflict"
