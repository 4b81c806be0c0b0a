"""A profile is made anew of what the tables hold, and never loses what they do not have, or what came meanwhile."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import msgspec
import pytest

from fraudctl.errors import CommandError
from fraudctl.profiles.knowledge import stored_profile
from fraudctl.profiles.rebuilding import MAX_TRIES, Rebuilder, RebuildResult
from handlers.contract.fold_request import MOST_REBUILT, PastPayment, RebuiltPayment, encode_load
from handlers.contract.transaction import Transaction
from handlers.decision.entity.entities import EntityKey
from handlers.decision.profile.profile import Profile
from handlers.decision.strategy.strategy import Strategy
from tests.fraudctl.profiles.stack_of_profiles import StackOfProfiles, stack_of_profiles
from tests.handlers.strategies import packaged

CUSTOMER = EntityKey("customer", "C-1")
START = 1_790_000_000_000


def payment(number: int, **changes: Any) -> RebuiltPayment:
    transaction = Transaction(
        transaction_id=f"tx-{number}",
        timestamp=START + number,
        amount=Decimal(10),
        merchant="Bakery",
        customer_id="C-1",
    )
    return RebuiltPayment(transaction=msgspec.structs.replace(transaction, **changes))


class Tables:
    """The payments that the tables hold; `meanwhile` happens during each scan."""

    def __init__(self, *payments: RebuiltPayment) -> None:
        self.payments = list(payments)
        self.meanwhile: Callable[[], None] = lambda: None
        self.scans = 0

    def of(self, entity: EntityKey, _: Strategy) -> list[RebuiltPayment]:
        assert entity == CUSTOMER
        self.scans += 1
        self.meanwhile()
        return self.payments


@pytest.fixture
def stack() -> StackOfProfiles:
    return stack_of_profiles()


def rebuild(stack: StackOfProfiles, tables: Tables, *, force: bool = False) -> RebuildResult:
    return Rebuilder(stack, stack.scoring, cast("Any", tables), packaged(), force=force).rebuild(CUSTOMER)


def fold(stack: StackOfProfiles, *numbers: int) -> None:
    """Fold payments as the stream does: the profile notes no file."""
    tables = Tables(*(payment(number) for number in numbers))
    rebuild(stack, tables, force=True)


def load(stack: StackOfProfiles, *numbers: int) -> None:
    entries = [PastPayment(line=number, transaction=payment(number).transaction) for number in numbers]
    stack.scoring.invoke(encode_load("0123456789abcdef", entries))


def profile(stack: StackOfProfiles) -> Profile:
    stored = stored_profile(stack, CUSTOMER)
    assert stored
    assert stored.profile
    return stored.profile


def test_a_profile_is_made_of_the_payments_in_the_tables(stack: StackOfProfiles) -> None:
    fold(stack, 1)

    result = rebuild(stack, Tables(payment(1), payment(2), msgspec.structs.replace(payment(3), declined=True)))

    assert (result.before, result.payments, result.declined, result.tries) == (1, 3, 1, 1)
    assert profile(stack).count == 3


def test_one_is_made_where_there_was_none_and_where_it_is_damaged(stack: StackOfProfiles) -> None:
    assert rebuild(stack, Tables(payment(1))).before is None
    stack.table.put(CUSTOMER.profile, version={"N": "7"}, profile={"B": b"\x01damaged"})
    assert rebuild(stack, Tables(payment(1))).before is None
    assert profile(stack).count == 1


def test_a_profile_of_a_newer_version_is_left_to_that(stack: StackOfProfiles) -> None:
    stack.table.put(CUSTOMER.profile, version={"N": "7"}, profile={"B": b"\x09later"})
    with pytest.raises(CommandError, match="newer"):
        rebuild(stack, Tables(payment(1)), force=True)


def test_loaded_history_is_lost_only_by_force(stack: StackOfProfiles) -> None:
    load(stack, 1, 2)
    tables = Tables(payment(3), payment(4), payment(5))

    with pytest.raises(CommandError, match="--force"):
        rebuild(stack, tables)
    assert tables.scans == 0
    assert profile(stack).count == 2
    assert rebuild(stack, tables, force=True).payments == 3
    assert profile(stack).load is None


def test_payments_that_the_tables_do_not_have_any_more_are_lost_only_by_force(stack: StackOfProfiles) -> None:
    fold(stack, 1, 2, 3)

    with pytest.raises(CommandError, match="holds 3 payments, and the tables only 2"):
        rebuild(stack, Tables(payment(2), payment(3)))
    assert profile(stack).count == 3
    assert rebuild(stack, Tables(payment(2), payment(3)), force=True).payments == 2


def test_of_nothing_no_profile_is_made(stack: StackOfProfiles) -> None:
    with pytest.raises(CommandError, match="no payment"):
        rebuild(stack, Tables(), force=True)


def test_who_loses_a_race_scans_again(stack: StackOfProfiles) -> None:
    fold(stack, 1)
    tables, waiting = Tables(payment(1)), [2]

    def come() -> None:
        if waiting:
            fold(stack, 1, waiting.pop())
            tables.payments = [payment(1), payment(2)]

    tables.meanwhile = come
    result = rebuild(stack, tables)

    assert (result.tries, tables.scans, profile(stack).count) == (2, 2, 2)


def test_who_loses_every_race_says_so_and_changes_nothing(stack: StackOfProfiles) -> None:
    tables = Tables(payment(1), payment(2))
    fold(stack, 1, 2)
    tables.meanwhile = lambda: fold(stack, 1, 2)
    before = profile(stack)

    with pytest.raises(CommandError, match=f"each of {MAX_TRIES} scans"):
        rebuild(stack, tables)

    assert tables.scans == MAX_TRIES
    assert profile(stack) == before


def test_more_payments_than_a_request_holds_are_refused(stack: StackOfProfiles) -> None:
    with pytest.raises(CommandError, match=r"20,001 payments, and a profile can be rebuilt of at most 20,000"):
        rebuild(stack, Tables(*[payment(1)] * (MOST_REBUILT + 1)))
