"""Folding into stored profiles: who loses a race folds again on what the winner wrote, and gives up in the end."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from botocore.exceptions import ReadTimeoutError

from handlers.aws.batch_calls import FIRST_PAUSE
from handlers.aws.profile_folder import MAX_TRIES, FoldResult, ProfileFolder
from handlers.aws.profile_store import ProfileStore, StoredItem
from handlers.contract.errors import PartialBatchError
from handlers.decision.erasure import BEGUN_AFTER, ERASURES
from tests.handlers.marked_entities import marked, marks_attributes
from tests.handlers.profiles_table import TABLE, AwsOperation, AwsRequest, AwsResponse, ProfilesTable, pass_on, refusing

CUSTOMER, TERMINAL = "profile#customer#C-1", "profile#terminal#T-1"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
RETENTION = timedelta(days=400)


def append(letter: str) -> Callable[[str, StoredItem | None], bytes]:
    """Return a fold that adds a letter to a profile of letters which has it not yet."""

    def fold(_: str, stored: StoredItem | None) -> bytes:
        known = stored.profile or b"" if stored else b""
        return known if letter.encode() in known else known + letter.encode()

    return fold


class Folding:
    """A folder on a table in memory, which notes its pauses instead of waiting."""

    def __init__(self) -> None:
        self.table, self.pauses = ProfilesTable(), list[float]()
        self._profiles = ProfileStore(self.table.client, TABLE)
        self._folder = ProfileFolder(self._profiles, retention=RETENTION, pause=self.pauses.append)

    def known(self, *entities: str) -> dict[str, StoredItem]:
        """Return the items as they stand; what the table was asked until now is forgotten."""
        found = self._profiles.read(entities)
        self.table.asked.clear()
        return found

    def fold(
        self,
        *entities: str,
        by: Callable[[str, StoredItem | None], bytes | None] | None = None,
        known: Mapping[str, StoredItem] | None = None,
    ) -> FoldResult:
        """Fold an `a` into the entities, from the items as they stand or as they are said to be known."""
        read = self.known(*entities) if known is None else known
        return self._folder.fold(entities, read, by or append("a"), NOW)

    def stands(self, entity: str, profile: bytes, version: int = 1) -> None:
        self.table.put(entity, profile={"B": profile}, version={"N": str(version)})

    @property
    def profiles(self) -> dict[str, tuple[int, bytes]]:
        """Return version and profile of each entity in the table."""
        return {name: (int(each["version"]["N"]), each["profile"]["B"]) for name, each in self.table.items.items()}

    def profiles_of(self, entity: str) -> tuple[int, bytes]:
        """Return version and profile of one entity."""
        item = self.table.items[entity]
        return int(item["version"]["N"]), item["profile"]["B"]

    def race(self, entity: str, *letters: str) -> None:
        """Have another add each of the letters to the entity's profile right before a write of ours."""
        waiting = list(letters)

        def lose(asked: AwsRequest, memory: AwsOperation) -> AwsResponse:
            if waiting:
                version, profile = self.profiles.get(entity, (0, b""))
                self.stands(entity, profile + waiting.pop(0).encode(), version + 1)
            return memory(asked)

        self.table.writes = lose


@pytest.fixture(autouse=True)
def _calls_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))


@pytest.fixture
def folding() -> Folding:
    return Folding()


def test_what_was_read_is_folded_and_written_in_one_call(folding: Folding) -> None:
    folding.stands(CUSTOMER, b"x", version=6)

    result = folding.fold(CUSTOMER, TERMINAL)

    assert folding.profiles == {CUSTOMER: (7, b"xa"), TERMINAL: (1, b"a")}
    assert result == FoldResult(written={CUSTOMER, TERMINAL})
    assert folding.table.operations == ["write"]
    assert folding.pauses == []


def test_a_profile_expires_when_it_was_left_unchanged_for_the_retention(folding: Folding) -> None:
    folding.fold(CUSTOMER)

    assert folding.table.items[CUSTOMER]["expiry"] == {
        "N": str(int(datetime(2027, 12, 31, 12, tzinfo=UTC).timestamp()))
    }


def test_a_profile_that_takes_nothing_is_not_written(folding: Folding) -> None:
    folding.stands(CUSTOMER, b"a")
    folding.stands(TERMINAL, b"of a newer release")

    result = folding.fold(CUSTOMER, TERMINAL, by=lambda name, at: None if name == TERMINAL else append("a")(name, at))

    assert result == FoldResult(unchanged={CUSTOMER, TERMINAL})
    assert folding.table.operations == []


def test_who_loses_a_race_folds_into_what_the_winner_wrote_and_the_others_are_done(folding: Folding) -> None:
    folding.stands(CUSTOMER, b"x")
    folding.race(CUSTOMER, "b")

    result = folding.fold(CUSTOMER, TERMINAL)

    assert folding.profiles == {CUSTOMER: (3, b"xba"), TERMINAL: (1, b"a")}
    assert result == FoldResult(written={CUSTOMER, TERMINAL}, races=1)
    sizes = [len(asked.get("Statements", ())) for _, asked in folding.table.asked]
    assert list(zip(folding.table.operations, sizes, strict=True)) == [("write", 2), ("read", 0), ("write", 1)]


def test_a_race_that_was_lost_to_our_own_first_try_is_over(folding: Folding) -> None:
    def answer_lost_once(asked: AwsRequest, memory: AwsOperation) -> AwsResponse:
        memory(asked)
        return memory(asked)  # as the SDK, which then hears that the condition does not hold

    folding.stands(CUSTOMER, b"x")
    folding.table.writes = answer_lost_once

    result = folding.fold(CUSTOMER, TERMINAL)

    assert folding.profiles == {CUSTOMER: (2, b"xa"), TERMINAL: (1, b"a")}
    assert result == FoldResult(unchanged={CUSTOMER, TERMINAL}, races=2)
    assert folding.table.operations == ["write", "read"]


def test_a_profile_that_expired_since_it_was_read_begins_anew(folding: Folding) -> None:
    known = {CUSTOMER: StoredItem(6, {"profile": {"B": b"x"}})}

    assert folding.fold(CUSTOMER, known=known).written == {CUSTOMER}
    assert folding.profiles == {CUSTOMER: (1, b"a")}


def test_four_lost_races_are_made_up_for(folding: Folding) -> None:
    folding.race(CUSTOMER, *"bcde")

    assert folding.fold(CUSTOMER) == FoldResult(written={CUSTOMER}, races=4)
    assert folding.profiles == {CUSTOMER: (5, b"bcdea")}


def test_who_loses_five_races_gives_up_that_entity_and_no_other(folding: Folding) -> None:
    folding.race(CUSTOMER, *"bcdefgh")

    result = folding.fold(CUSTOMER, TERMINAL)

    assert result == FoldResult(written={TERMINAL}, given_up={CUSTOMER: "lost 5 races"}, races=5)
    assert folding.profiles == {CUSTOMER: (5, b"bcdef"), TERMINAL: (1, b"a")}
    assert folding.table.operations.count("write") == MAX_TRIES


def test_the_pauses_between_tries_grow_and_stay_random(folding: Folding) -> None:
    folding.race(CUSTOMER, *"bcdefgh")

    folding.fold(CUSTOMER)

    assert len(folding.pauses) == MAX_TRIES - 1
    for number, pause in enumerate(folding.pauses, start=1):
        assert 0 <= pause <= FIRST_PAUSE * 2**number
    assert len(set(folding.pauses)) == len(folding.pauses)


@pytest.mark.parametrize("code", ["ThrottlingError", "ValidationError"])
def test_a_profile_that_the_table_does_not_take_is_given_up_with_the_reason(
    folding: Folding, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr("handlers.aws.batch_calls.FIRST_PAUSE", 0)
    folding.table.writes = refusing(code, CUSTOMER)

    assert folding.fold(CUSTOMER, TERMINAL) == FoldResult(written={TERMINAL}, given_up={CUSTOMER: code})


@pytest.mark.parametrize("operation", ["reads", "writes"])
def test_a_call_that_fails_fails_the_batch_which_may_be_folded_again(folding: Folding, operation: str) -> None:
    def fail(asked: AwsRequest, memory: AwsOperation) -> AwsResponse:
        memory(asked)
        raise ReadTimeoutError(endpoint_url="https://dynamodb.us-east-1.amazonaws.com")

    known = folding.known(CUSTOMER)
    if operation == "reads":  # which only a lost race makes necessary
        folding.race(CUSTOMER, "b")
    setattr(folding.table, operation, fail)

    with pytest.raises(PartialBatchError):
        folding.fold(CUSTOMER, TERMINAL, known=known)

    folding.table.reads = folding.table.writes = pass_on
    folding.fold(CUSTOMER, TERMINAL)
    assert {name: profile.count(b"a") for name, (_, profile) in folding.profiles.items()} == {CUSTOMER: 1, TERMINAL: 1}


def test_an_entity_that_is_named_twice_is_folded_once(folding: Folding) -> None:
    folding.fold(CUSTOMER, CUSTOMER)

    assert folding.profiles == {CUSTOMER: (1, b"a")}


def test_who_is_erased_while_a_fold_is_under_way_is_not_folded_into_again(folding: Folding) -> None:
    """The events are from before: a write that lost its race to the erasure resurrects nobody."""
    folding.stands(CUSTOMER, b"x")
    folding.stands(TERMINAL, b"x")
    known = folding.known(CUSTOMER, TERMINAL, ERASURES)

    def erase(asked: AwsRequest, memory: AwsOperation) -> AwsResponse:
        if folding.table.items.keys() >= {CUSTOMER} and ERASURES not in folding.table.items:
            folding.table.put(ERASURES, **marks_attributes(marked(1, "C-1")))
            folding.table.memory.call("DeleteItem", {"TableName": TABLE, "Key": {"entity": {"S": CUSTOMER}}})
            folding.stands(TERMINAL, b"xb", 2)
        return memory(asked)

    folding.table.writes = erase
    result = folding.fold(CUSTOMER, TERMINAL, known=known)

    assert CUSTOMER not in folding.table.items
    assert folding.profiles_of(TERMINAL) == (3, b"xba")
    assert (result.unchanged, result.written, result.races) == ({CUSTOMER}, {TERMINAL}, 2)


def test_a_profile_from_before_an_erasure_is_begun_anew_and_says_so(folding: Folding) -> None:
    folding.stands(CUSTOMER, b"x", 4)
    folding.table.put(ERASURES, **marks_attributes(marked(7, "C-1")))

    folding.fold(CUSTOMER, known=folding.known(CUSTOMER, ERASURES))
    folding.fold(CUSTOMER, by=append("b"), known=folding.known(CUSTOMER, ERASURES))

    assert folding.profiles_of(CUSTOMER) == (6, b"ab")
    assert folding.table.items[CUSTOMER][BEGUN_AFTER] == {"N": "7"}
    assert "expiry" in folding.table.items[CUSTOMER]
