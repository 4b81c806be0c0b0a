"""Errors that keep a message in its queue.

RedriveError
├── Unprocessable        no retry can succeed: a person has to look at the message
│   └── Contradicted     another content or outcome is stored under its id
└── Retryable            it could not be done now; a later run may succeed
"""

from typing import ClassVar, Literal

StreamPosition = tuple[str, str]
"""A record's place in a stream: the stream's ARN and the sequence number."""
KeptAs = Literal["conflict", "poison", "failed"]
"""The reason why a message stays in its queue, as results count it."""


class RedriveError(Exception):
    """The root; `subject` says what in the message failed, a transaction's id for instance."""

    kept_as: ClassVar[KeptAs] = "failed"

    def __init__(
        self, reason: str, *, subject: str = "", transactions: int = 0, position: StreamPosition | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.subject = subject
        self.transactions = transactions
        """The number of others in the message that were redriven all the same."""
        self.position = position
        """Of the one record that the message holds, if it holds one."""


class Unprocessable(RedriveError):
    """Raised when a message is not what its queue holds, or holds what is not a transaction."""

    kept_as: ClassVar[KeptAs] = "poison"


class Contradicted(Unprocessable):
    """Raised when its client was told something else than what is stored under the message's id."""

    kept_as: ClassVar[KeptAs] = "conflict"


class Retryable(RedriveError):
    """Raised when the work could not be done, or it is not certain that it was."""
