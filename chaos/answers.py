"""Whether the answers to the requests under one id fit one another."""

from collections.abc import Iterator
from http import HTTPStatus

from chaos.evidence import Evidence, contradict, sent_time
from chaos.ledger import Attempt

KNOWN_FAILURES = frozenset({0, HTTPStatus.SERVICE_UNAVAILABLE})
"""What a client may be told, or see, when it is not known what came of its request."""


def judge_answers(evidence: Evidence) -> Iterator[str]:
    """Say which answers were wrong."""
    for attempt in evidence.attempts:
        if attempt.status == HTTPStatus.CONFLICT:
            yield from _conflict(attempt, evidence)
        if attempt.outcome == "unknown" and attempt.status not in KNOWN_FAILURES and not evidence.excuses.crashes:
            yield f"answered {attempt.status}, which no contract knows"
        if attempt.taken and attempt.timestamp is not None and sent_time(attempt) not in (None, attempt.timestamp):
            yield f"answered with the time {attempt.timestamp} of another"


def _conflict(attempt: Attempt, evidence: Evidence) -> Iterator[str]:
    earlier = [each for each in evidence.possible if each.sent <= attempt.answered]
    if not any(contradict(attempt, each) for each in earlier):
        yield "a repeat was answered as a conflict"
    elif (
        len(evidence.items) == 1
        and not evidence.letters
        and evidence.kept(attempt, evidence.items)
        and any(each.taken and each.answered <= attempt.sent and each.fields == attempt.fields for each in earlier)
    ):
        yield "what had been taken, and stands alone, was answered as a conflict"
