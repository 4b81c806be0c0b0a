"""Where a transaction without a score got stuck, as far as the queues tell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fraudctl.recovery.errors import Unprocessable
from fraudctl.recovery.in_flight import InFlightMessages
from fraudctl.recovery.processing_messages import failed_range
from fraudctl.recovery.queue import RedriveQueue
from fraudctl.recovery.score_requests import score_request
from fraudctl.recovery.stream_failures import parsed, set_aside, subject
from fraudctl.recovery.unscored import Unscored

IN_SCORING = "Scoring failed on it: its payload lies in Scoring's queue"
IN_PROCESSING = "Processing failed on its part of the stream: the range lies in Processing's queue"
SET_ASIDE = "Processing set its record aside, in its queue"
ALERT_OWED = "its alert is still owed: Scoring wrote its score and ended before the alert was out"
UNREAD = "perhaps in a message that others hold out of sight, or in one too many to look at: ask again later"
UNKNOWN = "no queue knows of it: never delivered from the stream, lost after it, or still on its way"

MOST_LOOKED_AT = 1000
"""Messages of a queue; the explanation of more is likely the same."""

HOLD = 60
"""Seconds for which messages are out of sight should the look end in a crash."""

EARLIEST = timedelta(seconds=60)
"""How long before its record reached the stream a request may have come in: Ingestion has 30 s, and clocks drift."""

ROUNDED = timedelta(seconds=1)


@dataclass(kw_only=True)
class Diagnosis:
    """What lies in the queues of Processing and Scoring, by transaction id or by time of arrival."""

    payloads: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    ranges: list[tuple[datetime, datetime]] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    """By stage, the messages that could not be looked at, where there are any."""

    def of(self, unscored: Unscored) -> str:
        """The likeliest reason, in words."""
        identity = unscored.transaction.transaction_id
        if unscored.owed:
            return ALERT_OWED
        if identity in self.payloads:
            return IN_SCORING
        if identity in self.records:
            return SET_ASIDE
        if any(first - EARLIEST <= unscored.created_at <= last + ROUNDED for first, last in self.ranges):
            return IN_PROCESSING
        return UNREAD if self.unread else UNKNOWN


def diagnose(*, processing: RedriveQueue, scoring: RedriveQueue) -> Diagnosis:
    """Reads both queues, and leaves everything in them."""
    found = Diagnosis()
    bodies = {stage: _peek(stage, queue, found) for stage, queue in (("scoring", scoring), ("processing", processing))}
    for body in bodies["scoring"]:
        try:
            found.payloads.update(each.transaction_id for each in score_request(body)[1])
        except Unprocessable:
            continue  # it tells of no transaction; redrive shows it
    for body in bodies["processing"]:
        try:
            content = parsed(body)
            if lost := failed_range(content):
                first, last = lost.approximate_arrival_of_first_record, lost.approximate_arrival_of_last_record
                found.ranges.append((first, last))
            else:
                found.records.add(subject(set_aside(content)))
        except Unprocessable:
            continue  # likewise
    return found


def _peek(stage: str, queue: RedriveQueue, found: Diagnosis) -> Iterator[str]:
    hands = InFlightMessages(queue)
    try:
        while len(hands) < MOST_LOOKED_AT and (fresh := hands.take()):  # only known ones come when it took that long
            yield from (each.body for each in fresh)
        beside = hands.elsewhere()
        if unread := beside.in_sight + beside.held:
            found.unread[stage] = unread
    finally:
        hands.release()
