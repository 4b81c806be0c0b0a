"""Card data that must not be kept: keys of metadata that name it, and values that look like a card number.

PCI DSS 4.0 lets nobody keep sensitive authentication data after authorization (3.3: security codes, PINs, full track
data), nor card numbers that can be read (3.5). Metadata is stored as it came, so neither may come in. To show a card's
BIN and last four digits is allowed (3.4.1).
"""

from handlers.contract.card_keys import CARD_NUMBER_KEYS, SENSITIVE_KEYS, folded_key
from handlers.contract.card_number import holds_card_number
from handlers.contract.errors import Refused
from handlers.contract.request import TransactionRequest
from handlers.contract.strict_json import printable_name

INSTEAD = "send a token of the card, its BIN and its last four digits"


def card_data_refusal(request: TransactionRequest, *, refuse_numbers: bool) -> Refused | None:
    """Return the refusal of a request with card data, which names where it is and repeats no value; else None.

    Args:
        request: A new request; what was accepted before is not judged again.
        refuse_numbers: Whether a card number is looked for in every text and number that clients choose, too.
    """
    metadata = request.metadata if isinstance(request.metadata, dict) else {}
    for key in metadata:
        if (name := folded_key(key)) in CARD_NUMBER_KEYS:
            return _refused_key(key, f"names card data that must not be kept: {INSTEAD} instead")
        if name in SENSITIVE_KEYS:
            return _refused_key(key, f"names card data that nobody may keep: leave it out; to know the card, {INSTEAD}")
    return _number_refusal(request, metadata) if refuse_numbers else None


def _number_refusal(request: TransactionRequest, metadata: dict[str, object]) -> Refused | None:
    rule = f"must not hold what looks like a card number: {INSTEAD} instead"
    for field in ("transaction_id", "customer_id", "terminal_id", "merchant"):
        if holds_card_number(getattr(request, field)):
            return Refused(field, rule)
    for key, value in metadata.items():
        if holds_card_number(key):
            return Refused("metadata", f"{rule}, under a key that is a name")
        if holds_card_number(value):
            return _refused_key(key, rule)
    return None


def _refused_key(key: str, rule: str) -> Refused:
    return Refused(f"metadata.{printable_name(key)}", rule, name_from_client=True)
