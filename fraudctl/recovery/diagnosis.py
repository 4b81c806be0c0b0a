"""The reason why a transaction has no score, as far as the dead-letter queues show it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fraudctl.recovery.errors import Unprocessable
from fraudctl.recovery.in_flight import InFlightMessages
from fraudctl.recovery.processing_messages import FailedRange, parse_processing_message
from fraudctl.recovery.queue import RedriveQueue
from fraudctl.recovery.score_requests import parse_score_request
from fraudctl.recovery.unscored import Unscored

IN_SCORING = "Scoring failed on it: its payload lies in Scoring's queue"
IN_PROCESSING = "Processing failed on its part of the stream: the range lies in Processing's queue"
REJECTED = "Processing set its record aside, in its queue"
STILL_OWED = "its review, alert or event is still owed: Scoring wrote its score and ended before that was done"
UNREAD = "perhaps in a message that others hold out of sight, or in one too many to look at: ask again later"
UNKNOWN = "no queue knows of it: never delivered from the stream, lost after it, or still on its way"

LARGEST_SAMPLE = 1000
"""Messages of a queue that are read; the explanation of more is likely the same."""

SAMPLE_TIMEOUT = 60
"""Seconds for which messages are invisible to others should a diagnosis crash before it releases them."""

EARLIEST_REQUEST = timedelta(seconds=60)
"""The most time between a request and its record in the stream: Ingestion has 30 s, and clocks drift."""

ROUNDED = timedelta(seconds=1)


@dataclass(kw_only=True)
class Diagnosis:
    """The contents of the queues of Processing and Scoring, by transaction id or by time of arrival."""

    payloads: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    ranges: list[tuple[datetime, datetime]] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    """By stage, the messages that could not be read, where there are any."""

    def reason(self, unscored: Unscored) -> str:
        """Return the likeliest reason, in words."""
        identity = unscored.transaction.transaction_id
        if unscored.owed:
            return STILL_OWED
        if identity in self.payloads:
            return IN_SCORING
        if identity in self.records:
            return REJECTED
        if any(first - EARLIEST_REQUEST <= unscored.created_at <= last + ROUNDED for first, last in self.ranges):
            return IN_PROCESSING
        return UNREAD if self.unread else UNKNOWN


def diagnose(*, processing: RedriveQueue, scoring: RedriveQueue) -> Diagnosis:
    """Read both queues, and leave everything in them."""
    diagnosis = Diagnosis()
    for body in _sample("scoring", scoring, diagnosis):
        try:
            diagnosis.payloads.update(each.transaction_id for each in parse_score_request(body)[1])
        except Unprocessable:
            continue  # it names no transaction; redrive shows it
    for body in _sample("processing", processing, diagnosis):
        try:
            message = parse_processing_message(body)
        except Unprocessable:
            continue  # neither does it
        if isinstance(message, FailedRange):
            first, last = message.approximate_arrival_of_first_record, message.approximate_arrival_of_last_record
            diagnosis.ranges.append((first, last))
        else:
            diagnosis.records.add(message.subject)
    return diagnosis


def _sample(stage: str, queue: RedriveQueue, diagnosis: Diagnosis) -> Iterator[str]:
    """Yield the bodies of a queue's messages, and release them in the end; note how many could not be read."""
    messages = InFlightMessages(queue)
    try:
        while len(messages) < LARGEST_SAMPLE and (new := messages.receive()):  # no new ones: it took too long
            yield from (each.body for each in new)
        others = messages.others()
        if unread := others.visible + others.held:
            diagnosis.unread[stage] = unread
    finally:
        messages.release()
