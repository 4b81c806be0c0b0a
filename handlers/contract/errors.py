"""Errors of the pipeline, by who can correct them.

FraudDetectionError
├── Refused                  the client: the request breaks the contract (400)
│   └── TooLarge             the client: the body is larger than any valid request (413)
├── NotFound                 the client: there is nothing of this name (404)
├── NotAcceptable            the client: it takes no JSON (406)
├── Conflict                 the client: the id is known with other content (409)
│   ├── DecidedOtherwise     a person: a decision in the queue is another than the one that is stored (409)
│   ├── ScoreExpired         the client: the id came so long ago that its score is gone (409)
│   └── ReviewConflict       a person: another works on the review, or it is decided (409)
├── StorageUnavailable       us, for now: neither table nor queue took the transaction (503)
│   ├── IdHeld               us, for a moment: another request is storing something under the id (503)
│   ├── ReviewUnavailable    us, for now: the review cannot be read or written (503)
│   ├── NotYetScored         us, for a moment: the id came by another route and has no score yet (503)
│   └── ScoresUnread         us, for now: the id came by another route and its score cannot be read (503)
├── TablesUnread             us, for now: what was asked for cannot be read (503)
├── UnknownTransaction       the client, or nobody: a label is of an id that the table does not know, yet or at all
├── LabelUnavailable         us, for now: a label is not in all that it belongs to; the client repeats it
├── BudgetSpent              us, for now: a service had its time for a batch; the rest goes elsewhere
├── BrokenStrategy           us: the packaged file or a deployed document is no strategy; the last good version decides
├── StrategiesUnread         us, for now: an instance that starts cannot read which version decides; Scoring is retried
├── Malformed                us: a stream record is not a transaction; it goes to the dead-letter queue
├── UnfitDecision            nobody: the decision in a row is damaged, newer or on other fields; it is made anew
└── PartialBatchError        us, for now: entries of a batch call were left unprocessed; the invocation fails
"""

from collections.abc import Sequence
from typing import Any


class FraudDetectionError(Exception):
    """The root of everything the pipeline raises by itself."""


class Refused(FraudDetectionError):
    """Raised when a request breaks the contract; names the field and the rule, never the value."""

    outcome = "refused"

    def __init__(self, field: str, rule: str, *, name_from_client: bool = False) -> None:
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule
        self.reason = rule if name_from_client else str(self)
        """The part that may be logged: a field name that the client chose is the client's data."""


class TooLarge(Refused):
    """Raised when a body is larger than any valid request could be."""


class NotFound(FraudDetectionError):
    """Raised when there is nothing of the name that a field has; says of what."""

    outcome = "unknown"

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"{field}: {rule}")


class NotAcceptable(FraudDetectionError):
    """Raised when a client takes no JSON."""

    outcome = "refused"


class Conflict(FraudDetectionError):
    """Raised when a transaction id is already known with other content."""

    outcome = "conflict"


class StorageUnavailable(FraudDetectionError):
    """Raised when neither the table nor the queue took a transaction."""

    outcome = "undurable"


class DecidedOtherwise(Conflict):
    """Raised when a client was told another decision, from the queue, than the one that is stored."""


class ScoreExpired(Conflict):
    """Raised when a decision is asked for on an id that was scored so long ago that its score is gone."""


class ReviewConflict(Conflict):
    """Raised when a review cannot be worked on as asked: another does, or it is decided; says who and since when."""

    def __init__(self, state: str) -> None:
        super().__init__(f"transaction_id: its review {state}")


class IdHeld(StorageUnavailable):
    """Raised when others held an id each time that something was to be stored under it."""

    outcome = "held"


class ReviewUnavailable(StorageUnavailable):
    """Raised when a review could not be worked on, for this reason; the same again does no harm."""

    outcome = "unavailable"

    def __init__(self, transaction_id: str, reason: str) -> None:
        super().__init__(transaction_id)
        self.reason = reason


class NotYetScored(StorageUnavailable):
    """Raised when a decision is asked for on an id that came by another route and has no score yet."""

    outcome = "unscored"


class ScoresUnread(StorageUnavailable):
    """Raised when a decision is asked for on an id that came by another route and whose score cannot be read."""

    outcome = "unread"

    def __init__(self, transaction_id: str, reason: str) -> None:
        super().__init__(transaction_id)
        self.reason = reason


class TablesUnread(FraudDetectionError):
    """Raised when a table that an answer is made of does not answer, for this reason."""

    outcome = "unread"


class UnknownTransaction(FraudDetectionError):
    """Raised when a label is of an id that the transactions table does not know; nothing is kept of it."""

    outcome = "unknown"


class LabelUnavailable(FraudDetectionError):
    """Raised when a label could not be taken now, for this reason; the same again does no harm."""

    outcome = "unavailable"

    def __init__(self, transaction_id: str, reason: str) -> None:
        super().__init__(transaction_id)
        self.reason = reason


class BudgetSpent(FraudDetectionError):
    """Raised when no further call may be started, for time or because the calls before failed."""


class BrokenStrategy(FraudDetectionError):
    """Raised where the packaged file or a deployed document is no strategy: somebody changed it since its check."""


class StrategiesUnread(FraudDetectionError):
    """Raised when a function has no version of the strategies to go by, since it started when their table was out."""


class Malformed(FraudDetectionError):
    """Raised when a stream record does not hold a transaction; says what is missing or wrong."""


class UnfitDecision(FraudDetectionError):
    """Raised when bytes hold no decision on a transaction: damaged ones, a newer version's, or on other fields."""


class PartialBatchError(FraudDetectionError):
    """Raised when batch calls left entries unprocessed; `unprocessed` holds them."""

    def __init__(self, unprocessed: Sequence[Any], *, reason: str) -> None:
        super().__init__(f"{len(unprocessed)} entries: {reason}")
        self.unprocessed = unprocessed
