"""What keeps a message in its queue.

RedriveError
├── Unprocessable     no repeat will ever bring it back: a person has to look at it
└── Retryable   it could not be brought back now; a later run may
"""

StreamPosition = tuple[str, str]
"""Where a record stood: the stream's ARN and the sequence number."""


class RedriveError(Exception):
    """The root; `subject` says what of the message's content it is about, a transaction's id for instance."""

    def __init__(
        self, reason: str, *, subject: str = "", transactions: int = 0, place: StreamPosition | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.subject = subject
        self.transactions = transactions
        """How many others in the message were brought back all the same."""
        self.place = place
        """Of the one record that the message holds, if it holds one."""


class Unprocessable(RedriveError):
    """Raised when a message holds what nothing can be made of."""


class Retryable(RedriveError):
    """Raised when the work could not be done, or nobody could tell that it was."""
