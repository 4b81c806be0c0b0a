"""A load that dies at any call is made good by loading again, however far it came and whatever came since."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from msgspec import UNSET

from handlers.aws.history import History
from handlers.aws.profile_folder import ProfileFolder
from handlers.aws.profile_store import ProfileStore
from handlers.contract.errors import PartialBatchError
from handlers.contract.fold_request import LoadAnswer, LoadRequest, PastPayment, RebuildRequest, RebuiltPayment
from handlers.contract.transaction import Transaction
from handlers.decision.batch import BatchDecider
from handlers.decision.erasure import BEGUN_AFTER, ERASURES
from handlers.decision.panel import Panel
from handlers.decision.profile.codec import decode
from tests.handlers.marked_entities import marked, marks_attributes
from tests.handlers.profiles_table import TABLE, AwsOperation, AwsRequest, AwsResponse, ProfilesTable, refusing
from tests.handlers.strategies import first

FILE = "0123456789abcdef"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
RETENTION = timedelta(days=400)
PAYMENTS = 90
"""More of each of the three customers than a ring holds, and more items than a call writes."""


@pytest.fixture(autouse=True)
def _calls_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))


def entries(first: int = 1, last: int = PAYMENTS) -> Iterator[PastPayment]:
    for number in range(first, last + 1):
        yield PastPayment(
            line=number,
            transaction=Transaction(
                transaction_id=f"tx-{number}",
                timestamp=1_790_000_000_000 + number,
                amount=Decimal(number),
                merchant="Bakery",
                customer_id=f"C-{number % 3}",
                terminal_id=f"T-{number % 30}",
            ),
            label="fraud" if number % 7 == 0 else UNSET,
        )


def history(table: ProfilesTable) -> History:
    profiles = ProfileStore(table.client, TABLE)
    folder = ProfileFolder(profiles, retention=RETENTION, pause=lambda _: None)
    return History(BatchDecider(Panel.of_one(first())), profiles, folder, retention=RETENTION)


def load(table: ProfilesTable, *parts: Iterator[PastPayment]) -> list[LoadAnswer]:
    return [history(table).load(LoadRequest(digest=FILE, entries=list(part)), NOW) for part in parts]


def contents(table: ProfilesTable) -> dict[str, dict[str, Any]]:
    """Return the items without their versions, which tell how often they were written."""
    return {
        entity: {name: value for name, value in each.items() if name != "version"}
        for entity, each in table.items.items()
    }


@pytest.fixture(scope="module")
def whole() -> dict[str, dict[str, Any]]:
    """Return what the table holds once all is loaded, undisturbed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))
        table = ProfilesTable()
        load(table, entries())
    return contents(table)


def test_all_is_loaded(whole: dict[str, dict[str, Any]]) -> None:
    counts = {entity: decode(each["profile"]["B"]).count for entity, each in whole.items() if "profile" in each}
    assert counts == {f"profile#customer#C-{each}": 30 for each in range(3)} | {
        f"profile#terminal#T-{each}": 3 for each in range(30)
    }


@pytest.mark.parametrize("executed", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(3))
def test_a_load_that_dies_at_a_write_is_made_good_by_the_next(
    whole: dict[str, dict[str, Any]], call: int, *, executed: bool
) -> None:
    table, left = ProfilesTable(), [call]

    def die(asked: AwsRequest, memory: AwsOperation) -> AwsResponse:
        left[0] -= 1
        if left[0] != -1:
            return memory(asked)
        if executed:
            memory(asked)
        raise ReadTimeoutError(endpoint_url="dynamodb")

    table.writes = die
    with pytest.raises(PartialBatchError):
        load(table, entries())
    assert contents(table) != whole or (call, executed) == (2, True), "the last call notes that all is loaded"
    load(table, entries())

    assert contents(table) == whole


@pytest.mark.parametrize("cut", [1, 24, 25, 60, 89])
def test_parts_that_overlap_make_the_same(whole: dict[str, dict[str, Any]], cut: int) -> None:
    table = ProfilesTable()
    load(table, entries(1, cut), entries(max(1, cut - 30), PAYMENTS), entries(1, cut))

    assert contents(table) == whole


def test_two_that_load_the_same_at_once_make_the_same(whole: dict[str, dict[str, Any]]) -> None:
    table, waiting = ProfilesTable(), [True]

    def other_first(asked: AwsRequest, memory: AwsOperation) -> AwsResponse:
        if waiting:
            waiting.clear()
            load(table, entries())
        return memory(asked)

    table.writes = other_first
    (answer,) = load(table, entries())

    assert contents(table) == whole
    assert (answer.folded, answer.skipped, answer.given_up) == ([], PAYMENTS, {})


def test_a_rebuild_that_the_table_does_not_take_fails_and_is_no_lost_race() -> None:
    table = ProfilesTable()
    table.writes = refusing("ValidationError")
    payments = [RebuiltPayment(transaction=each.transaction) for each in entries(1, 3)]

    with pytest.raises(PartialBatchError, match="ValidationError"):
        history(table).rebuild(RebuildRequest(kind="customer", id="C-1", version=0, entries=payments), NOW)


def test_a_file_brings_back_nobody_who_was_erased() -> None:
    table = ProfilesTable()
    table.put(ERASURES, **marks_attributes(marked(1_790_000_000_005, "C-0")))

    (answer,) = load(table, entries(1, 6))

    assert sorted(answer.folded) == [1, 2, 4, 5, 6], "line 6 is of who came back"
    assert (answer.skipped, answer.line) == (1, 6)
    assert decode(table.items["profile#customer#C-0"]["profile"]["B"]).count == 1


def test_a_profile_is_rebuilt_of_what_came_after_the_erasure_alone() -> None:
    table = ProfilesTable()
    table.put(ERASURES, **marks_attributes(marked(1_790_000_000_005, "C-0")))
    payments = [RebuiltPayment(transaction=each.transaction) for each in entries(3, 6) if each.line % 3 == 0]

    answer = history(table).rebuild(RebuildRequest(kind="customer", id="C-0", version=0, entries=payments), NOW)

    assert (answer.written, answer.folded) == (True, 1)
    assert table.items["profile#customer#C-0"][BEGUN_AFTER] == {"N": "1790000000005"}


def test_a_rebuilt_profile_is_kept_as_long_as_any_other() -> None:
    table = ProfilesTable()
    payments = [RebuiltPayment(transaction=each.transaction) for each in entries(1, 3)]

    history(table).rebuild(RebuildRequest(kind="customer", id="C-1", version=0, entries=payments), NOW)

    (item,) = table.items.values()
    assert item["expiry"] == {"N": str(int((NOW + RETENTION).timestamp()))}
