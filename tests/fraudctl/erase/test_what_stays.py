"""Of who paid there, the profile of a terminal keeps hashes that are too short to name anybody."""

from decimal import Decimal

from handlers.contract.transaction import Transaction
from handlers.decision.profile import codec
from handlers.decision.profile.counterparts import MARK
from handlers.decision.profile.event import IDENTITY, event_of
from handlers.decision.profile.fold import fold
from handlers.decision.profile.profile import Profile


def terminal_profile(*customers: str) -> bytes:
    profile: Profile | None = None
    for number, each in enumerate(customers):
        transaction = Transaction(
            transaction_id=f"transaction-of-{each}",
            timestamp=1_795_350_600_000 + number,
            amount=Decimal(7),
            merchant="Bakery",
            customer_id=each,
            terminal_id="T-1",
        )
        event = event_of(transaction, received=transaction.timestamp, declined=False, rates={})
        profile = fold(profile, event.of("terminal"))
    assert profile
    return codec.encode(profile)


def test_a_terminals_profile_holds_no_id_of_who_paid_there() -> None:
    written = terminal_profile(*(f"a-customer-{number}" for number in range(40)))

    assert b"a-customer" not in written
    assert b"transaction-of" not in written
    assert (MARK, IDENTITY) == (3, 8), "bytes, as docs/privacy.md says"


def test_payers_are_pushed_out_by_others() -> None:
    """Of two profiles with other first payers, the payers alone differ no more once 32 others paid."""
    later = [f"later-{number}" for number in range(32)]
    first, second = (codec.decode(terminal_profile(one, *later)).met for one in ("a-customer", "another-customer"))

    assert first == second
