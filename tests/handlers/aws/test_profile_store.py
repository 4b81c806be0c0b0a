"""The profiles table: what is read is what stands, and a write changes only the version that was read."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from handlers.aws.attributes import from_attributes
from handlers.aws.batch_calls import MAX_ROUNDS
from handlers.aws.profile_statements import ProfileWrite
from handlers.aws.profile_store import TRANSIENT, ProfileStore, StoredItem, WriteResult
from handlers.contract.errors import PartialBatchError
from tests.handlers.profiles_table import TABLE, AwsOperation, AwsRequest, AwsResponse, ProfilesTable, in_turn, refusing

CUSTOMER, TERMINAL = "profile#customer#C-1", "profile#terminal#T-1"
FACTS = "facts#customer#C-1"
EXPIRY = 1_830_000_000
LOST_ANSWER = ReadTimeoutError(endpoint_url="https://dynamodb.us-east-1.amazonaws.com")
DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "k3epm3out"}}, "BatchExecuteStatement")


@pytest.fixture(autouse=True)
def _calls_in_order_without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))
    monkeypatch.setattr("handlers.aws.batch_calls.FIRST_PAUSE", 0)


@pytest.fixture
def table() -> ProfilesTable:
    return ProfilesTable()


@pytest.fixture
def store(table: ProfilesTable) -> ProfileStore:
    return ProfileStore(table.client, TABLE)


def changed(entity: str, version: int = 0, profile: bytes = b"\x01habits") -> ProfileWrite:
    return ProfileWrite(entity, version, profile, EXPIRY)


def test_profiles_and_facts_are_read_with_their_versions_and_what_is_not_there_is_left_out(
    table: ProfilesTable, store: ProfileStore
) -> None:
    table.put(CUSTOMER, version={"N": "7"}, profile={"B": b"\x01\x00\xff"}, expiry={"N": "1830000000"})
    table.put(FACTS, version={"N": "2"}, lists={"M": {"blocked": {"M": {"by": {"S": "ana"}}}}})

    found = store.read([CUSTOMER, TERMINAL, FACTS])

    assert found.keys() == {CUSTOMER, FACTS}
    assert (found[CUSTOMER].version, found[CUSTOMER].profile) == (7, b"\x01\x00\xff")
    assert found[FACTS] == StoredItem(2, table.items[FACTS])
    assert from_attributes(found[FACTS].attributes)["lists"] == {"blocked": {"by": "ana"}}


def test_keys_are_read_once_each_a_hundred_to_a_call_and_consistently(
    table: ProfilesTable, store: ProfileStore
) -> None:
    entities = [f"profile#customer#C-{number}" for number in range(150)]

    store.read([*entities, *entities])

    requests = [asked["RequestItems"][TABLE] for _, asked in table.asked]
    assert [len(each["Keys"]) for each in requests] == [100, 50]
    assert [key["entity"]["S"] for each in requests for key in each["Keys"]] == entities
    assert all(each["ConsistentRead"] for each in requests)


def half_of_the_keys(asked: AwsRequest, table: AwsOperation) -> AwsResponse:
    """Process half of the keys, as DynamoDB may where it is throttled."""
    wanted = asked["RequestItems"][TABLE]
    half = (len(wanted["Keys"]) + 1) // 2
    answer = table({"RequestItems": {TABLE: {**wanted, "Keys": wanted["Keys"][:half]}}})
    left = {TABLE: {**wanted, "Keys": wanted["Keys"][half:]}} if wanted["Keys"][half:] else {}
    return {**answer, "UnprocessedKeys": left}


def test_keys_that_are_left_unprocessed_are_read_again_alone(table: ProfilesTable, store: ProfileStore) -> None:
    entities = [f"profile#customer#C-{number}" for number in range(8)]
    for entity in entities:
        table.put(entity, version={"N": "1"})
    table.reads = half_of_the_keys

    assert list(store.read(entities)) == entities
    assert [len(asked["RequestItems"][TABLE]["Keys"]) for _, asked in table.asked] == [8, 4, 2, 1]


def test_a_read_that_leaves_keys_for_good_is_no_answer(table: ProfilesTable, store: ProfileStore) -> None:
    table.reads = lambda asked, _: {"Responses": {}, "UnprocessedKeys": asked["RequestItems"]}

    with pytest.raises(PartialBatchError) as raised:
        store.read([CUSTOMER])

    assert raised.value.unprocessed == [{"entity": {"S": CUSTOMER}}]
    assert len(table.asked) == MAX_ROUNDS


def test_a_profile_is_inserted_and_then_updated_and_holds_nothing_else(
    table: ProfilesTable, store: ProfileStore
) -> None:
    assert store.write([changed(CUSTOMER, 0, b"\x01one")]) == WriteResult(set(), {})
    assert store.write([changed(CUSTOMER, 1, b"\x01two")]) == WriteResult(set(), {})

    assert table.items == {
        CUSTOMER: {
            "entity": {"S": CUSTOMER},
            "version": {"N": "2"},
            "profile": {"B": b"\x01two"},
            "expiry": {"N": str(EXPIRY)},
        }
    }


@pytest.mark.parametrize(("stands", "read"), [(None, 1), (1, 0), (2, 1), (1, 2)])
def test_a_write_over_another_version_than_was_read_is_lost_and_changes_nothing(
    table: ProfilesTable, store: ProfileStore, stands: int | None, read: int
) -> None:
    if stands is not None:
        table.put(CUSTOMER, version={"N": str(stands)}, profile={"B": b"of another"})
    before = table.items

    assert store.write([changed(CUSTOMER, read), changed(TERMINAL)]) == WriteResult({CUSTOMER}, {})

    assert {name: item for name, item in table.items.items() if name != TERMINAL} == before
    assert TERMINAL in table.items, "one that is lost takes no other with it"


def test_an_item_without_a_version_is_read_and_never_overwritten(table: ProfilesTable, store: ProfileStore) -> None:
    for version in ({}, {"version": {"S": "1"}}, {"version": {"NULL": True}}, {"version": {"N": "1.5"}}):
        table.put(CUSTOMER, **version)

        stored = store.read([CUSTOMER])[CUSTOMER]
        assert store.write([changed(CUSTOMER, stored.version)]).lost == {CUSTOMER}


@pytest.mark.parametrize("attributes", [{}, {"profile": {"S": "by hand"}}, {"profile": {"NULL": True}}])
def test_an_item_without_a_binary_profile_has_none(
    table: ProfilesTable, store: ProfileStore, attributes: dict[str, Any]
) -> None:
    table.put(CUSTOMER, version={"N": "1"}, **attributes)

    assert store.read([CUSTOMER])[CUSTOMER].profile is None


def test_writes_go_twenty_five_to_a_call(table: ProfilesTable, store: ProfileStore) -> None:
    store.write([changed(f"profile#customer#C-{number}") for number in range(60)])

    assert [len(asked["Statements"]) for _, asked in table.asked] == [25, 25, 10]
    assert len(table.items) == 60


@pytest.mark.parametrize("code", sorted(TRANSIENT))
def test_a_statement_that_is_throttled_is_tried_again_alone(
    table: ProfilesTable, store: ProfileStore, code: str
) -> None:
    table.writes = in_turn(refusing(code, CUSTOMER))

    assert store.write([changed(CUSTOMER), changed(TERMINAL)]) == WriteResult(set(), {})
    assert set(table.items) == {CUSTOMER, TERMINAL}
    assert [len(asked["Statements"]) for _, asked in table.asked] == [2, 1]


def test_a_statement_that_is_throttled_to_the_end_has_failed_and_the_others_are_written(
    table: ProfilesTable, store: ProfileStore
) -> None:
    table.writes = refusing("ThrottlingError", CUSTOMER)

    assert store.write([changed(CUSTOMER), changed(TERMINAL)]) == WriteResult(set(), {CUSTOMER: "ThrottlingError"})
    assert set(table.items) == {TERMINAL}
    assert len(table.asked) == MAX_ROUNDS


def test_a_statement_that_is_throttled_and_then_lost_is_lost(table: ProfilesTable, store: ProfileStore) -> None:
    table.writes = in_turn(refusing("ThrottlingError"), refusing("ConditionalCheckFailed"))

    assert store.write([changed(CUSTOMER)]) == WriteResult({CUSTOMER}, {})


def test_a_statement_that_dynamodb_does_not_take_is_not_tried_again(table: ProfilesTable, store: ProfileStore) -> None:
    table.writes = refusing("ValidationError", CUSTOMER)

    assert store.write([changed(CUSTOMER), changed(TERMINAL)]) == WriteResult(set(), {CUSTOMER: "ValidationError"})
    assert table.operations == ["write"]


@pytest.mark.parametrize("code", ["AccessDenied", "ResourceNotFound"])
def test_a_role_that_may_not_write_or_a_table_that_is_gone_fails_the_batch(
    table: ProfilesTable, store: ProfileStore, code: str
) -> None:
    table.writes = refusing(code, CUSTOMER)

    with pytest.raises(PartialBatchError, match=code):
        store.write([changed(CUSTOMER), changed(TERMINAL)])

    assert table.operations == ["write"]


@pytest.mark.parametrize("error", [LOST_ANSWER, DENIED])
def test_a_call_that_fails_fails_the_batch(table: ProfilesTable, store: ProfileStore, error: Exception) -> None:
    def fail(_: AwsRequest, __: AwsOperation) -> AwsResponse:
        raise error

    table.writes = fail

    with pytest.raises(PartialBatchError, match=type(error).__name__):
        store.write([changed(CUSTOMER)])


def test_a_second_try_of_a_write_whose_answer_was_lost_is_lost_and_writes_nothing_more(
    table: ProfilesTable, store: ProfileStore
) -> None:
    """The SDK tries a call again whose answer it did not get, although the first try took effect."""

    def twice(asked: AwsRequest, memory: AwsOperation) -> AwsResponse:
        memory(asked)
        return memory(asked)

    table.put(TERMINAL, version={"N": "4"}, profile={"B": b"before"})
    table.writes = twice

    assert store.write([changed(CUSTOMER), changed(TERMINAL, 4)]) == WriteResult({CUSTOMER, TERMINAL}, {})
    assert {entity: item["version"] for entity, item in table.items.items()} == {
        CUSTOMER: {"N": "1"},
        TERMINAL: {"N": "5"},
    }
