"""The health check of an embedded AWS, which tells it from another process that has taken its port."""

import contextlib
import http.client
import json
from urllib.parse import urlsplit

IDENTITY = "MINISTACK_EDITION"
"""The variable whose value ministack repeats in its health: the name of its temporary folder, which no other has."""

MAX_BYTES = 65536


def emulator_answers(endpoint: str, identity: str, *, seconds: float) -> bool:
    """Return whether the embedded AWS of that identity answers there, each step within so many seconds."""
    try:
        address = urlsplit(endpoint)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=seconds)
        with contextlib.closing(connection):
            connection.request("GET", "/_ministack/health")
            health = json.loads(connection.getresponse().read(MAX_BYTES))
        return bool(health["edition"] == identity)
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, RecursionError):
        return False  # another server, of any kind, or no address
