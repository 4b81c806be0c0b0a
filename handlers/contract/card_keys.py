"""Keys of metadata that name card data which must not be kept, and how a key is compared with them."""

import unicodedata

from handlers.contract.invisible import without_invisible

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


def folded_key(key: str) -> str:
    """Return a key as it is compared: as a reader sees it, in no case, without blanks, `_` and `-`."""
    if not (key.isascii() and key.isprintable()):
        key = unicodedata.normalize("NFKC", without_invisible(key)).translate(_LOOK_ALIKES)
    return "".join(key.split()).translate(_IGNORED).casefold()
