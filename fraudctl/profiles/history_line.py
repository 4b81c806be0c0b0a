"""A line of a file of past payments: a request to the API, and what is known by now of how it went."""

from decimal import Decimal
from typing import Any

from msgspec import UNSET

from fraudctl.client.parsed_line import LABEL_FIELD, ParsedLine, RefusedLine, parse_line
from fraudctl.strategy.request import image_of
from handlers.contract.errors import Refused
from handlers.contract.fold_request import PastPayment
from handlers.contract.money import whole_number
from handlers.contract.row_image import from_image
from handlers.contract.timestamp_hint import LATEST_TIMESTAMP
from handlers.contract.validation import violation
from handlers.decision.profile.event import FUTURE

RECEIVED_FIELD, DECLINED_FIELD = "label_received", "declined"
OWN_FIELDS = (LABEL_FIELD, RECEIVED_FIELD, DECLINED_FIELD)
"""The fields that no request has."""

LEGITIMATE = frozenset({"", "0", "legitimate"})
"""Labels of payments that nobody holds for fraud, whatever the case; any other label is one of fraud."""


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
    return PastPayment(
        line=place,
        transaction=from_image(image_of(request, timestamp)),
        label="fraud" if _is_fraud(others.get(LABEL_FIELD)) else UNSET,
        label_received=UNSET if (received := _received(others.get(RECEIVED_FIELD), timestamp)) is None else received,
        declined=declined,
    )


def _is_fraud(label: Any) -> bool:
    if label is None or label is False or label is True:
        return bool(label)
    if isinstance(label, str):
        return label.strip().casefold() not in LEGITIMATE
    if isinstance(label, int | Decimal):
        return label != 0
    raise Refused(LABEL_FIELD, "must be a text, a number, true or false")


def _received(received: Any, timestamp: int) -> int | None:
    """Return when a label was received; None if nobody says."""
    if received is None:
        return None
    found = whole_number(received)
    if found is None or not timestamp <= found <= LATEST_TIMESTAMP:
        raise Refused(RECEIVED_FIELD, "must be an integer, epoch milliseconds, not before the payment's timestamp")
    return found
