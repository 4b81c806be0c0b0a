"""Conditions read a transaction as it is: in their time zone, in the kinds that they take, or absent."""

# ruff: noqa: RUF001 -- letters in other forms are what is tested

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import UNSET, UnsetType

from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decider
from handlers.decision.entity.catalogue import names_of
from tests.handlers.decision.strategy.documents import decided, loaded, rule, transaction


class WithMetadata(Transaction, frozen=True, kw_only=True):
    """A transaction whose metadata are in DynamoDB's typed form."""

    metadata: dict[str, dict[str, Any]] | UnsetType = UNSET


def at(local: str, zone: str = "UTC") -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def read(name: str, timestamp: int, zone: str = "UTC") -> Decimal | None:
    found = decided(rule("reads", f"{name} >= 0"), on=transaction(timestamp=timestamp), timezone=zone)
    return found.values.get(name)


@pytest.mark.parametrize(
    ("utc", "zone", "hour", "weekday"),
    [
        ("2026-03-29T00:59:59.999", "Europe/Berlin", 1, 6),  # the clocks go from 2 to 3
        ("2026-03-29T01:00:00", "Europe/Berlin", 3, 6),
        ("2026-10-25T00:30:00", "Europe/Berlin", 2, 6),  # 2:30 comes twice
        ("2026-10-25T01:30:00", "Europe/Berlin", 2, 6),
        ("2026-10-25T02:00:00", "Europe/Berlin", 3, 6),
        ("2026-03-08T06:59:59", "America/New_York", 1, 6),
        ("2026-03-08T07:00:00", "America/New_York", 3, 6),
        ("2026-11-25T18:29:59", "Asia/Kolkata", 23, 2),
        ("2026-11-25T18:30:00", "Asia/Kolkata", 0, 3),
        ("2026-11-25T10:00:00", "Pacific/Kiritimati", 0, 3),
        ("2026-11-26T00:00:00", "UTC", 0, 3),
        ("1970-01-01T00:00:00", "UTC", 0, 3),
    ],
)
def test_hour_and_weekday_are_the_zones_across_changes_of_the_clock(
    utc: str, zone: str, hour: int, weekday: int
) -> None:
    assert read("hour", at(utc), zone) == hour
    assert read("weekday", at(utc), zone) == weekday


@pytest.mark.parametrize("timestamp", [2**63 - 1, -(2**63), 253_402_300_800_000])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_beyond_the_calendar_hour_and_weekday_are_absent(timestamp: int, zone: str) -> None:
    assert read("hour", timestamp, zone) is None
    assert read("weekday", timestamp, zone) is None
    assert read("timestamp", timestamp, zone) == timestamp


def test_a_zone_may_lie_beyond_the_calendar_where_utc_does_not() -> None:
    last = 253_402_300_799_999
    assert read("hour", last) == 23
    assert read("hour", last, "Asia/Tokyo") is None


KEYS: dict[str, dict[str, Any]] = {
    "number": {"N": "12.50"},
    "text": {"S": "web"},
    "yes": {"BOOL": True},
    "no": {"BOOL": False},
    "null": {"NULL": True},
    "digits": {"S": "12.50"},
    "wide": {"S": "ｗｅｂ\u200b"},
    "any key": {"N": "1"},
}


def on_metadata(condition: str, keys: dict[str, dict[str, Any]] = KEYS) -> tuple[bool, tuple[str, ...]]:
    """Return whether a rule fires, and which keys came in another kind than it takes."""
    carried = WithMetadata(transaction_id="tx", timestamp=7, amount=Decimal(1), merchant="Corner Bakery", metadata=keys)
    found = decided(rule("tried", condition), on=carried)
    return bool(found.fired), found.mistyped


@pytest.mark.parametrize(
    ("condition", "fires", "mistyped"),
    [
        ("metadata.number == 12.5", True, ()),
        ("metadata['any key'] == 1", True, ()),
        ("metadata.text == 'web'", True, ()),
        ("metadata.wide == 'web'", True, ()),
        ("metadata.yes == True", True, ()),
        ("metadata.yes", True, ()),
        ("not metadata.no", True, ()),
        ("metadata.number == '12.50'", False, ("number",)),
        ("metadata.digits == 12.5", False, ("digits",)),
        ("metadata.yes == 1", False, ("yes",)),
        ("metadata.number == True", False, ("number",)),
        ("metadata.null == 1", False, ()),
        ("metadata.absent == 1", False, ()),
        ("missing(metadata.null)", True, ()),
        ("missing(metadata.absent)", True, ()),
        ("missing(metadata.number)", False, ()),
        ("missing(metadata.number) or metadata.number > 1", True, ()),
        ("metadata.text > 1 or metadata.text", False, ("text",)),
        ("metadata.number > 1 or metadata.number == 'a'", True, ("number",)),
        ("metadata.text == 1 or metadata.number == 'a'", False, ("number", "text")),
    ],
)
def test_metadata_have_the_kind_that_they_come_with(condition: str, *, fires: bool, mistyped: tuple[str, ...]) -> None:
    assert on_metadata(condition) == (fires, mistyped)


@pytest.mark.parametrize("written", ["NaN", "sNaN", "Infinity", "", "12,5", "1e99999999999999999999", None, []])
def test_a_number_that_no_table_would_hold_is_none(written: Any) -> None:
    assert on_metadata("metadata.odd in (1, 2)", {"odd": {"N": written}}) == (False, ("odd",))


def test_without_metadata_all_their_keys_are_missing() -> None:
    bare = WithMetadata(transaction_id="tx", timestamp=7, amount=Decimal(1), merchant="Corner Bakery")
    assert [each.code for each in decided(rule("asks", "missing(metadata.any)"), on=bare).fired] == ["asks"]
    assert decided(rule("reads", "metadata.any == 1"), on=bare).fired == ()


def test_texts_are_read_as_they_are_compared() -> None:
    seen = transaction(transaction_id="tx\u200b", merchant="Ｃafe\u0301", currency="ＥUR", customer_id="C\u00ad-1")
    found = decided(
        rule("reads", "transaction_id == 'tx' and merchant == 'Café' and currency == 'EUR' and customer_id == 'C-1'"),
        on=seen,
    )
    assert len(found.fired) == 1


def test_the_strategys_own_currencies_are_a_list() -> None:
    condition = "currency in seed_currencies"
    for currency, count in (("CHF", 1), ("USD", 0)):
        found = decided(rule("reads", condition), on=transaction(currency=currency), seed_currencies=["CHF"])
        assert len(found.fired) == count


KNOWN = {
    "customer.count_30d": Decimal(12),
    "customer.mean_30d": Decimal(40),
    "customer.new_terminal": False,
    "customer.lists": frozenset({"blocked", "vip"}),
}


@pytest.mark.parametrize(
    ("condition", "fires"),
    [
        ("customer.count_30d >= 5 and amount > 2 * customer.mean_30d", True),
        ("customer.count_30d == 11", False),
        ("not customer.new_terminal", True),
        ("'blocked' in customer.lists", True),
        ("'Blocked' in customer.lists", False),
        ("'blocked' not in customer.lists", False),
        ("currency in customer.lists", False),
        ("missing(customer.count_30d)", False),
        ("missing(customer.count_7d)", True),
        ("customer.count_7d >= 0", False),
        ("terminal.count_7d >= 0 or amount > 5", False),
        ("amount > 5 or terminal.count_7d >= 0", True),
        ("metadata.count_30d > 5", False),
    ],
)
def test_features_are_read_as_they_are_known(condition: str, *, fires: bool) -> None:
    decision = Decider(loaded(rule("tried", condition))).decide(transaction(), KNOWN)
    assert bool(decision.fired) is fires


def test_without_anything_known_every_feature_is_absent() -> None:
    names = [name for kind in ("customer", "terminal") for name in names_of(kind)]
    rules = [rule(f"rule_{place}", f"missing({name})") for place, name in enumerate(names)]
    assert len(decided(*rules, on=transaction(customer_id="C-1", terminal_id="W-1")).fired) == len(names)
