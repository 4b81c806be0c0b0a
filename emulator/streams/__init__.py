"""Stream mappings as AWS Lambda runs them: the emulator's own neither retry nor send failure records."""

from emulator.streams.connections import StreamClients
from emulator.streams.errors import StreamPollerError, UnsupportedMappingError
from emulator.streams.mapping import StreamMapping
from emulator.streams.poll_loop import Pace
from emulator.streams.poller import StreamPoller
from emulator.streams.record import StreamRecord
from emulator.streams.response import InvocationResult, NotInvoked, Response

__all__ = [
    "InvocationResult",
    "NotInvoked",
    "Pace",
    "Response",
    "StreamClients",
    "StreamMapping",
    "StreamPoller",
    "StreamPollerError",
    "StreamRecord",
    "UnsupportedMappingError",
]
