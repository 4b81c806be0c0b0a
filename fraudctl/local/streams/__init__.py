"""Stream mappings as AWS Lambda runs them, for an emulator whose own neither retry nor dead-letter."""

from fraudctl.local.streams.clients import StreamClients
from fraudctl.local.streams.mapping import StreamMapping
from fraudctl.local.streams.pace import Pace
from fraudctl.local.streams.poller import StreamPoller
from fraudctl.local.streams.record import StreamRecord
from fraudctl.local.streams.response import NotInvoked, Outcome, Response
from fraudctl.local.streams.trouble import StreamPollerError, UnsupportedMappingError

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
