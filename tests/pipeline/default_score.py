"""The default score by the contract's words, reckoned without any code of the pipeline, and the cases that it is of."""

import functools
import hashlib
import json
from decimal import Decimal
from itertools import product
from pathlib import Path

import yaml

Case = tuple[str | None, str | None, str | None]
"""Amount, merchant and currency; None is what is not said."""

FILE = Path(__file__).parents[2] / "strategies" / "default.yaml"
AMOUNTS = (
    *(None, "0", "0.01", "4999.99", "5000", "5000.0000000000000000000000000000001", "5000.01"),
    *(
        "9999.99",
        "10000.00",
        "10000.0000000000000000000000000000001",
        "10000.01",
        "99999999999999999999999999999999999999",
    ),
)
"""Amounts at every boundary of the rules."""

SUSPICIOUS = {
    None: True,  # the default is `unknown`
    "UNKNOWN": True,
    "The Unknown Shop": True,
    "Offshore Holdings Ltd": True,
    "the oFFsHoRe": True,
    "CryptoKingdom": True,
    "xcryptox": True,
    "unknown offshore crypto": True,
    "Cry\u200bpto Shop": True,
    "\uff23\uff32\uff39\uff30\uff34\uff2f": True,  # in full-width letters
    "Corner Bakery": False,
    "un known": False,
    "off-shore": False,
    "cript0": False,
    "\U0001f3ea": False,
}
"""The merchants, and whether their names hold one of the three words."""

SEED_CASES: list[Case] = [*product(AMOUNTS, SUSPICIOUS, [None])]
"""All that the first rules could tell apart."""

CURRENCY_CASES: list[Case] = [
    *product(
        ["5000", "5000.01", "10000", "10000.01", "1000000"],
        ["Corner Bakery", "CryptoKingdom"],
        ["USD", "EUR", "GBP", "JPY", "CHF"],
    )
]


def expected_reasons(case: Case) -> dict[str, Decimal]:
    """Return what fires, and its weight: the contract's sentence on the default score, word for word."""
    amount, merchant, currency = case
    reasons, paid = dict[str, Decimal](), Decimal(amount or 0)
    if currency in (None, "USD", "EUR", "GBP"):
        if paid > Decimal(10_000):
            reasons["amount_above_10000"] = Decimal("0.5")
        elif paid > Decimal(5_000):
            reasons["amount_above_5000"] = Decimal("0.3")
    if SUSPICIOUS[merchant]:
        reasons["suspicious_merchant"] = Decimal("0.4")
    return reasons


@functools.cache
def expected_strategy() -> dict[str, str]:
    """Return the file's name and digest: SHA-256 of its JSON without examples, names sorted, no blanks."""
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    del document["examples"]
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {"name": "default", "digest": hashlib.sha256(text.encode()).hexdigest()}
