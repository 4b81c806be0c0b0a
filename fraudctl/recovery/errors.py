"""What keeps a message in its queue.

KeptBack
├── Poisoned     no repeat will ever bring it back: a person has to look at it
└── NotDurable   it could not be brought back now; a later run may
"""


class KeptBack(Exception):
    """The root; `subject` says what of the message's content it is about, a transaction's id for instance."""

    def __init__(self, reason: str, *, subject: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.subject = subject


class Poisoned(KeptBack):
    """Raised when a message holds what nothing can be made of."""


class NotDurable(KeptBack):
    """Raised when the work could not be done, or nobody could tell that it was."""
