"""The expected result of a transaction, from the text of the contract and the campaign's strategy, not by the code."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chaos.told import COUNTED, LISTED, Told

REVIEWED, DECLINED = Decimal("0.8"), Decimal("0.95")
"""Scores above which the outcome is review, and decline."""

CURRENCIES_OF_THE_AMOUNTS = ("USD", "EUR", "GBP")
SUSPICIOUS = ("unknown", "offshore", "crypto")
TESTED_AT, TESTED_UP_TO = "Crypto Exchange", 100
"""The merchant and the amount of payments that the campaign's strategy declines, whatever their score."""
BURST, MOST_ATTEMPTS = "card_burst", 5
"""The rule that declines decisions on one card, and the attempts of ten minutes above which it does."""
BLOCKED, TRUSTED = LISTED["blocked"], LISTED["trusted"]
VERSIONED, STRICT, STRICT_ABOVE = "campaign_", "strict", 1_000
"""The beginning of a deployed version's name, before its number; and the rule of an odd one, with its amount."""
NO_FLOOR = frozenset({"strategy"})
"""Words that change no outcome."""
DEGRADED = "review"
"""The least outcome of a decision for which something could not be read."""
SEVERITY = ("approve", "review", "decline")
REPEATED = ("amount", "merchant", "currency", "customer_id", "terminal_id")
"""Fields of a request that its score and its alert repeat."""
DEFAULTS: Mapping[str, Any] = {"amount": Decimal(0), "merchant": "unknown"}


def stored_fields(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request's fields as the table must hold them, with their defaults."""
    return {**DEFAULTS, **sent}


def same_transaction(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether the second request repeats the first; either may leave its timestamp to the service."""
    ours, theirs = stored_fields(one), stored_fields(other)
    if "timestamp" not in ours or "timestamp" not in theirs:
        ours.pop("timestamp", None)
        theirs.pop("timestamp", None)
    return ours == theirs


def expected_reasons(sent: Mapping[str, Any], told: Told | None = None) -> dict[str, Decimal]:
    """Return the rules that fire, and their weights: 0.5 above 10,000, else 0.3 above 5,000; 0.4 by the merchant.

    The amounts are of dollars, euros and pounds, and of transactions that name no currency; others add nothing. What
    was told of a decision says how many attempts on its card were counted, on which lists its customer was found and
    which version decided, which the campaign compares by itself.
    """
    fields, reasons = stored_fields(sent), dict[str, Decimal]()
    if "currency" not in fields or fields["currency"] in CURRENCIES_OF_THE_AMOUNTS:
        if fields["amount"] > 10_000:
            reasons["amount_above_10000"] = Decimal("0.5")
        elif fields["amount"] > 5_000:
            reasons["amount_above_5000"] = Decimal("0.3")
    if any(word in fields["merchant"].lower() for word in SUSPICIOUS):
        reasons["suspicious_merchant"] = Decimal("0.4")
    if _is_declined(fields):
        reasons["little_for_crypto"] = Decimal(0)
    if told and told.attempts is not None:
        reasons[COUNTED] = Decimal(0)
        if told.attempts > MOST_ATTEMPTS:
            reasons[BURST] = Decimal(0)
    if told:
        reasons.update({LISTED[name]: Decimal(0) for name in told.listed})
    if is_strict(told) and fields["amount"] > STRICT_ABOVE:
        reasons[STRICT] = Decimal(0)
    return reasons


def expected_score(sent: Mapping[str, Any]) -> Decimal:
    """Return the default score: the sum of the weights, at most 1."""
    return min(Decimal(1), sum(expected_reasons(sent).values(), Decimal(0)))


def expected_outcome(sent: Mapping[str, Any], told: Told | None = None) -> str:
    """Return the outcome: what is declined as it is, else by the score, review above 0.8 and decline above 0.95.

    Who is trusted is approved. A decision for which something could not be read is a review at least, but for the
    strategy.
    """
    score, reasons = expected_score(sent), expected_reasons(sent, told)
    outcome = "review" if score > REVIEWED or STRICT in reasons else "approve"
    if score > DECLINED or {BURST, BLOCKED} & reasons.keys() or _is_declined(stored_fields(sent)):
        outcome = "decline"
    if TRUSTED in reasons:
        outcome = "approve"
    return max(outcome, DEGRADED, key=SEVERITY.index) if told and set(told.degraded) - NO_FLOOR else outcome


def is_strict(told: Told | None) -> bool:
    """Return whether a version decided that reviews what others approve."""
    name = str((told.strategy or {}).get("name", "")) if told else ""
    number = name.removeprefix(VERSIONED)
    return number != name and int(number) % 2 == 1


def is_risky(sent: Mapping[str, Any], told: Told | None = None) -> bool:
    """Return whether somebody must be told."""
    return expected_outcome(sent, told) != "approve"


def expected_content(sent: Mapping[str, Any], told: Told | None = None) -> dict[str, Any]:
    """Return the content that score and alert share, but for reasons and timestamp; None is what they must not have."""
    fields = stored_fields(sent)
    return {
        **{name: fields.get(name) for name in REPEATED},
        "fraud_score": expected_score(sent),
        "outcome": expected_outcome(sent, told),
    }


def _is_declined(fields: Mapping[str, Any]) -> bool:
    return bool(fields["merchant"] == TESTED_AT and fields["amount"] <= TESTED_UP_TO)
