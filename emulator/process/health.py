"""Whether an embedded AWS answers, and that it is the one meant: another may have taken its port since, or before."""

import contextlib
import http.client
import json
from urllib.parse import urlsplit

IDENTITY = "MINISTACK_EDITION"
"""What ministack repeats in its health: here the name of its temporary folder, which no other has."""

MOST_READ = 65536


def emulator_answers(endpoint: str, identity: str, *, seconds: float) -> bool:
    """Tell whether the embedded AWS of that identity answers there, each of its steps within so many seconds."""
    try:
        address = urlsplit(endpoint)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=seconds)
        with contextlib.closing(connection):
            connection.request("GET", "/_ministack/health")
            said = json.loads(connection.getresponse().read(MOST_READ))
        return bool(said["edition"] == identity)
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, RecursionError):
        return False  # another server, of any kind, or no address
