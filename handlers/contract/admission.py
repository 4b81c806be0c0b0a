"""The rules that new requests keep beside the contract: what was accepted before them stays accepted.

Messages in the queue, rows of the table and repeats are read by `handlers.contract.request` alone, which takes all that
was ever taken. A request whose id is known is answered by what is stored; only a new one is held to these rules.
"""

from handlers.contract.errors import Refused
from handlers.contract.identifier import flaw
from handlers.contract.request import IDENTIFIERS, TransactionRequest, refusal
from handlers.contract.timestamp_hint import EARLIEST_TIMESTAMP


def violation(request: TransactionRequest) -> Refused | None:
    """Return why a new request is refused: it breaks a rule that requests did not always have to keep; else None."""
    for name in IDENTIFIERS:
        identifier = getattr(request, name)
        if isinstance(identifier, str) and flaw(identifier):
            return refusal(name, identifier)
    if isinstance(request.timestamp, int) and request.timestamp < EARLIEST_TIMESTAMP:
        return refusal("timestamp", request.timestamp)
    return None
