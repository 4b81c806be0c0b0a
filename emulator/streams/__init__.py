"""Stream mappings as AWS Lambda runs them, for an emulator whose own neither retry nor dead-letter."""

from emulator.streams.clients import StreamClients
from emulator.streams.mapping import StreamMapping
from emulator.streams.pace import Pace
from emulator.streams.poller import StreamPoller
from emulator.streams.record import StreamRecord
from emulator.streams.response import NotInvoked, Outcome, Response
from emulator.streams.trouble import StreamPollerError, UnsupportedMappingError

__all__ = [
    "NotInvoked",
    "Outcome",
    "Pace",
    "Response",
    "StreamClients",
    "StreamMapping",
    "StreamPoller",
    "StreamPollerError",
    "StreamRecord",
    "UnsupportedMappingError",
]
