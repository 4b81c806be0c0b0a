"""What can go wrong with a transaction, by whose move it is to mend it.

FraudDetectionError
├── Refused          the client's: the request breaks the contract (400)
│   └── TooLarge     the client's: the body is larger than any valid request (413)
├── Conflict         the client's: the id is known with other content (409)
├── StorageUnavailable        ours, for now: nothing durable took the transaction (503)
├── BudgetSpent      ours, for now: the table had its time for a batch; what it did not answer goes to the queue
├── Malformed        ours: a stream record is not a transaction; it goes to the dead-letter queue
└── PartialBatchError       ours, for now: a batch call left entries undone; the invocation fails
"""

from collections.abc import Sequence
from typing import Any


class FraudDetectionError(Exception):
    """The root of everything the pipeline raises by itself."""


class Refused(FraudDetectionError):
    """Raised when a request breaks the contract; names the field and the rule, never the value."""

    outcome = "refused"

    def __init__(self, field: str, rule: str, *, made_up: bool = False) -> None:
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule
        self.reason = rule if made_up else str(self)
        """What a log may say: a field name that the client made up is the client's data."""


class TooLarge(Refused):
    """Raised when a body is larger than any valid request could be."""


class Conflict(FraudDetectionError):
    """Raised when a transaction id is already known with other content."""

    outcome = "conflict"


class StorageUnavailable(FraudDetectionError):
    """Raised when neither the table nor the queue took a transaction."""

    outcome = "undurable"


class BudgetSpent(FraudDetectionError):
    """Raised when no further call may be started, for time or because the calls before failed."""


class Malformed(FraudDetectionError):
    """Raised when a stream record does not hold a transaction; says what is missing or wrong."""


class PartialBatchError(FraudDetectionError):
    """Raised when entries of batch calls could not be done; `undone` holds them."""

    def __init__(self, undone: Sequence[Any], *, reason: str) -> None:
        super().__init__(f"{len(undone)} entries: {reason}")
        self.unprocessed = undone
