"""Past payments of a customer, a minute each after the last, as lines of a file and as profiles."""

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from handlers.contract.fold_request import PastPayment
from handlers.contract.transaction import Transaction
from handlers.decision.batch import BatchDecider
from handlers.decision.history import PastPayments
from handlers.decision.panel import Panel
from handlers.decision.profile.codec import decode
from handlers.decision.profile.fold import fold
from handlers.decision.profile.profile import Profile
from tests.handlers.strategies import strategy_of

FILE, OTHER = b"12345678", b"87654321"
CUSTOMER, CUSTOMER_FACTS = "profile#customer#C-1", "facts#customer#C-1"
MINUTE = 60_000
START = 1_790_000_000_000
NOW = START + 20_000 * MINUTE
DECIDER = BatchDecider(Panel.of_one(strategy_of()))


def payment(number: int, *, at: int | None = None) -> Transaction:
    """Return the payment of a minute."""
    return Transaction(
        transaction_id=f"tx-{number}",
        timestamp=START + number * MINUTE if at is None else at,
        amount=Decimal(number),
        merchant="Bakery",
        customer_id="C-1",
    )


def line(number: int, *, fraud: bool = False) -> PastPayment:
    """Return the line of a file with that payment."""
    entry = PastPayment(line=number, transaction=payment(number))
    return msgspec.structs.replace(entry, label="fraud") if fraud else entry


def lines(first: int, last: int) -> list[PastPayment]:
    """Return several lines."""
    return [line(number) for number in range(first, last + 1)]


def load(entries: Iterable[PastPayment], written: bytes | None = None, digest: bytes = FILE) -> bytes | None:
    """Return the profile of the customer after a part of a file; None if nothing is to be written."""
    return past_of(entries, digest).folded(CUSTOMER, written)


def past_of(entries: Iterable[PastPayment], digest: bytes = FILE, *, again: bool = False) -> PastPayments:
    """Return a part of a file, as it is folded."""
    return PastPayments(digest, entries, DECIDER, now=NOW, again=again)


def live(profile: Profile | None, *numbers: int) -> Profile:
    """Return a profile with payments that came live."""
    for number in numbers:
        event = DECIDER.event(payment(number), received=payment(number).timestamp, declined=False).of("customer")
        profile = fold(profile, event)
    assert profile
    return profile


def known(written: bytes | None) -> Profile:
    """Return the profile that was written."""
    assert written is not None
    return decode(written)


def unmarked(written: bytes | None) -> Profile:
    """Return the same without its mark."""
    return msgspec.structs.replace(known(written), load=None)
