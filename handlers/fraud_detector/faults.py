"""The service's errors, by the names that its clients raise them under.

ServiceFault
├── ValidationFault     the client: the request breaks a rule, the service's or ours (ValidationException)
├── UnknownResource     the client: another detector, event type or event (ResourceNotFoundException)
├── EventConflict       the client: the event id is known with other content (ConflictException)
├── Throttled           us, for a moment: no instance was free (ThrottlingException)
└── InternalFault       us, for now: the same again (InternalServerException)
"""

from typing import ClassVar


class ServiceFault(Exception):
    """The root of what an operation ends with other than an answer; says what is wrong, never a value."""

    name: ClassVar[str]
    status: ClassVar[int] = 400


class ValidationFault(ServiceFault):
    """Raised when a request breaks a rule; names the member and the rule."""

    name = "ValidationException"


class UnknownResource(ServiceFault):
    """Raised when a request names a detector, an event type or an event that there is not."""

    name = "ResourceNotFoundException"


class EventConflict(ServiceFault):
    """Raised when an event id is known with other content."""

    name = "ConflictException"


class Throttled(ServiceFault):
    """Raised when a function had no instance left."""

    name = "ThrottlingException"


class InternalFault(ServiceFault):
    """Raised when something of ours did not answer; the same again does no harm."""

    name = "InternalServerException"
    status = 500
