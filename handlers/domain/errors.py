"""What can go wrong with a transaction, by whose move it is to mend it.

FraudDetectionError
├── Refused          the client's: the request breaks the contract (400)
│   └── TooLarge     the client's: the body is larger than any valid request (413)
├── Conflict         the client's: the id is known with other content (409)
├── Undurable        ours, for now: nothing durable took the transaction (503)
├── Malformed        ours: a stream record is not a transaction; it goes to the dead-letter queue
└── Unfinished       ours, for now: a batch call left entries undone until time was up; the invocation fails
"""


class FraudDetectionError(Exception):
    """The root of everything the pipeline raises by itself."""


class Refused(FraudDetectionError):
    """Raised when a request breaks the contract; names the field and the rule, never the value."""

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule


class TooLarge(Refused):
    """Raised when a body is larger than any valid request could be."""


class Conflict(FraudDetectionError):
    """Raised when a transaction id is already known with other content."""


class Undurable(FraudDetectionError):
    """Raised when neither the table nor the queue took a transaction."""


class Malformed(FraudDetectionError):
    """Raised when a stream record does not hold a transaction; says what is missing or wrong."""


class Unfinished(FraudDetectionError):
    """Raised when entries of a batch call were still undone when the time for retries was up."""
