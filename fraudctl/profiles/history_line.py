"""A line of a file of past payments: a request to the API, and what is known by now of how it went."""

from msgspec import UNSET

from fraudctl.client.label import LABEL_FIELD, RECEIVED_FIELD, is_fraud, label_of, received_of
from fraudctl.client.parsed_line import ParsedLine, RefusedLine, parse_line
from fraudctl.strategy.request import image_of
from handlers.contract.errors import Refused
from handlers.contract.fold_request import PastPayment
from handlers.contract.row_image import from_image
from handlers.contract.validation import violation
from handlers.decision.profile.event import FUTURE

DECLINED_FIELD, EXPORTED_FIELD = "declined", "exported"
OWN_FIELDS = (LABEL_FIELD, RECEIVED_FIELD, DECLINED_FIELD, EXPORTED_FIELD)
"""The fields that no request has; the last one holds what `fraudctl export` tells beside, which nothing reads again."""


def parse_history_line(line: bytes | Refused, place: int, *, now: float) -> PastPayment | RefusedLine:
    """Return the payment of a line, the one at this place in the file, or the reason why it cannot be folded.

    What is later than `now`, in epoch seconds, by more than clocks may differ is not of the past.
    """
    parsed = parse_line(line, OWN_FIELDS)
    if isinstance(parsed, RefusedLine):
        return parsed
    try:
        return _past_payment(parsed, place, latest=int(now * 1000) + FUTURE)
    except Refused as error:
        return RefusedLine(reason=str(error), transaction_id=parsed.request.transaction_id)


def _past_payment(parsed: ParsedLine, place: int, *, latest: int) -> PastPayment:
    request, others = parsed.request, parsed.others
    if refused := violation(request):
        raise refused
    if request.timestamp is UNSET:
        raise Refused("timestamp", "is required: a payment of the past says when it was made")
    timestamp = int(request.timestamp)
    if timestamp > latest:
        raise Refused("timestamp", "is in the future: no profile holds a payment that is still to come")
    declined = others.get(DECLINED_FIELD) or False
    if declined is not True and declined is not False:
        raise Refused(DECLINED_FIELD, "must be true or false")
    received = received_of(others.get(RECEIVED_FIELD), timestamp)
    return PastPayment(
        line=place,
        transaction=from_image(image_of(request, timestamp)),
        label="fraud" if is_fraud(label_of(others.get(LABEL_FIELD))) else UNSET,
        label_received=UNSET if received is None else received,
        declined=declined,
    )
