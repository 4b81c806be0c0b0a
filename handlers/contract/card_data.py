"""Card data that must not be kept: keys of metadata that name it, and values that look like a card number.

PCI DSS 4.0 lets nobody keep sensitive authentication data after authorization (3.3: security codes, PINs, full track
data), nor card numbers that can be read (3.5). Metadata is stored as it came, so neither may come in. To show a card's
BIN and last four digits is allowed (3.4.1).
"""

import unicodedata

from handlers.contract.card_number import holds_card_number
from handlers.contract.errors import Refused
from handlers.contract.invisible import without_invisible
from handlers.contract.request import TransactionRequest
from handlers.contract.strict_json import printable_name

INSTEAD = "send a token of the card, its BIN and its last four digits"

# fmt: off
CARD_NUMBER_KEYS = frozenset({
    "cardnumber", "cardno", "cardnum", "cardnr", "creditcardnumber", "debitcardnumber", "paymentcardnumber",
    "pan", "cardpan", "primaryaccountnumber",
})
SENSITIVE_KEYS = frozenset({
    "cvv", "cvv2", "cardcvv", "cardverificationvalue",
    "cvc", "cvc2", "cardcvc", "cardverificationcode", "cardvalidationcode",
    "trackdata", "track1data", "track2data", "cardtrackdata",
    "pin", "cardpin", "pinblock",
})
# fmt: on
"""Spellings, as `folded_key` returns them, of `card_number`, `pan`, `cvv`, `cvc`, `track_data` and `pin`.

None that has another meaning is here, since who refuses it loses a payment: `cid` is a customer's id too, `pan_number`
a taxpayer's in India, `cc_number` a cost centre's, `pin_code` a postal code, `security_code` one that a shop sends to
its customer, `track2` a conference's, `personal_identification_number` a citizen's.
"""

_LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0405\u0406"
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0455\u0456\u0501\u0475"
    "\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u03b1\u03b9\u03bd\u03bf\u03c1",
    "ABEKMHOPCTXSI" + "aeopcxysidv" + "ABEHIKMNOPTXaivop",
)
"""Letters of Cyrillic and Greek that a reader takes for Latin ones (Unicode's confusables, UTS #39)."""

_IGNORED = str.maketrans("", "", "_-\u2010\u2011\u2012\u2013\u2014\u2015")


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


def folded_key(key: str) -> str:
    """Return a key as it is compared: as a reader sees it, in no case, without blanks, `_` and `-`."""
    if not (key.isascii() and key.isprintable()):
        key = unicodedata.normalize("NFKC", without_invisible(key)).translate(_LOOK_ALIKES)
    return "".join(key.split()).translate(_IGNORED).casefold()


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
