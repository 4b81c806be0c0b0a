"""An id is new once DynamoDB has removed its row, in whichever order it removes what belongs to it, and not before."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from handlers.contract.row_image import CLAIM, CLAIM_TIMESTAMP
from tests.handlers.functions import SilentLogs
from tests.interleavings.actor import FaultKind
from tests.interleavings.decidings import DECISIONS, KEYS, DecisionScene, decisions_in_memory
from tests.interleavings.footprint import Footprint
from tests.interleavings.ingestions import RECEIVED, TABLE, IngestionClient
from tests.interleavings.memory_aws import MemoryAws
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order_and_fault

DAYS = 30
FORMER = RECEIVED - DAYS * 86_400_000 - 5_000
"""The receipt of the payment whose row has expired, seconds before the others come in."""
UNTIMED = {"transaction_id": "tx-1", "amount": 20}
TIMED = {**UNTIMED, "timestamp": RECEIVED - 7}
OTHER = {**UNTIMED, "amount": 1}

EXPIRED = {"expiry": (FORMER + DAYS * 86_400_000) // 1000 + 1}
ROW = {**UNTIMED, "merchant": "unknown", "timestamp": FORMER, "created_at": "2025-12-06T09:00:00.000+00:00", **EXPIRED}
CLAIMED = {"transaction_id": "tx-1", "timestamp": CLAIM_TIMESTAMP, CLAIM: FORMER, **EXPIRED}
LEFT: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "row": (TABLE, ROW),
    "claim of Ingestion": (TABLE, CLAIMED),
    "claim of Decision": (DECISIONS, {"key": "id#tx-1", **EXPIRED}),
}
TROUBLES: Sequence[FaultKind] = ("crash", "lost answer")


@dataclass
class ExpiryScene(DecisionScene):
    """Clients that send while DynamoDB removes, each in a call of its own, what is left of an earlier payment."""

    removed: Sequence[str] = ()
    """The leftovers that DynamoDB comes to while the clients send; those of the row at least are there at first."""

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Store the leftovers; return the work of each client, and each removal."""
        works = super().start(run)
        self.world.aws = MemoryAws(KEYS)
        for table, item in LEFT.values():
            self.world.aws.call("PutItem", {"TableName": table, "Item": to_attributes(item)})
        self.world.aws.writes.clear()
        return [*works, *(partial(self._remove, *LEFT[each]) for each in self.removed)]

    def _remove(self, table: str, item: Mapping[str, Any]) -> None:
        names = KEYS[table]
        key = tuple(Decimal(item[name]) if isinstance(item[name], int) else item[name] for name in names)
        touched = Footprint(writes=frozenset([(table, str(key[0]))]))
        self.world.run.call(lambda: self.world.aws.expire(table, key, RECEIVED // 1000 + 1), touched)

    def finish(self, run: ScheduledRun) -> None:
        """Note the answers."""
        for actor in run.actors[: len(self.clients)]:
            if actor.error is None:
                self._note(actor.number, actor.result)
            else:
                assert run.struck, f"{type(actor.error).__name__}: {actor.error}"

    def broken(self, run: ScheduledRun) -> Iterator[str]:
        """Yield a sentence for every promise that is broken."""
        for write in self.world.aws.writes:
            if write.before is not None and not _is_expired_claim(write.before):
                yield f"overwritten: {write.before} by {write.after}"
        new = [row for row in self.rows if row["timestamp"] != FORMER]
        if len(new) > 1 or (new and len(self.rows) > len(new)):
            yield f"doubled: {self.rows}"
        for row in new:
            if row["timestamp"] < RECEIVED - 7:
                yield f"the new payment has the time of the former: {row}"
        yield from self._unkept(run, new)

    def _unkept(self, run: ScheduledRun, new: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        for each in self.said:
            if each.promised and each.timestamp != FORMER and [row["timestamp"] for row in new] != [each.timestamp]:
                waits = [json.loads(message["MessageBody"])["request"] for message in self.world.aws.messages]
                if not (run.struck and waits):
                    yield f"lost: {each}"
            if not each.promised and not run.struck and each.status != "409":
                yield f"refused: {each}"


def _is_expired_claim(item: Mapping[str, Any]) -> bool:
    """Return whether it may be replaced: rows may not, whether they have expired or not."""
    return (CLAIM in item or "key" in item) and int(item["expiry"]["N"]) * 1000 <= RECEIVED


@pytest.fixture(scope="module")
def scene() -> Iterator[Callable[..., ExpiryScene]]:
    with decisions_in_memory(SilentLogs(), DAYS, ExpiryScene) as made:

        def make(removed: Sequence[str], *clients: IngestionClient) -> ExpiryScene:
            built: Any = made(*clients)
            built.removed = removed
            return built  # type: ignore[no-any-return]

        yield make


def answers(made: ExpiryScene) -> set[tuple[str, bool]]:
    """Return the status of every answer in every order, and whether it tells of the former payment."""
    seen = set[tuple[str, bool]]()
    for run in every_order_and_fault(made.start, TROUBLES):
        made.finish(run)
        found = list(made.broken(run))
        assert not found, "\n".join([str(run), *found, *map(str, made.said), *map(str, made.rows)])
        seen |= {(each.status, each.timestamp == FORMER) for each in made.said if not run.struck}
    return seen


@pytest.mark.parametrize("removed", [("row",), ("row", "claim of Ingestion"), ("claim of Ingestion", "row")])
def test_requests_without_a_time_are_repeats_until_the_row_is_gone_and_then_new(
    scene: Callable[..., ExpiryScene], removed: Sequence[str]
) -> None:
    made = scene(removed, IngestionClient([UNTIMED]), IngestionClient([UNTIMED]))

    assert answers(made) == {("200", True), ("200", False)}


def test_other_content_conflicts_with_the_row_until_it_is_gone(scene: Callable[..., ExpiryScene]) -> None:
    made = scene(("row", "claim of Ingestion"), IngestionClient([UNTIMED]), IngestionClient([OTHER]))

    assert answers(made) == {("200", True), ("200", False), ("409", False)}


def test_without_its_claims_a_row_answers_still(scene: Callable[..., ExpiryScene]) -> None:
    made = scene(("claim of Ingestion", "claim of Decision"), IngestionClient([UNTIMED]), IngestionClient([UNTIMED]))

    assert answers(made) == {("200", True)}


@pytest.mark.parametrize("removed", [("row",), ("row", "claim of Decision"), ("row", "claim of Ingestion")])
@pytest.mark.parametrize("request_", [TIMED, UNTIMED], ids=["timed", "untimed"])
def test_a_decision_is_made_once_the_row_is_gone_whichever_claims_are_left(
    scene: Callable[..., ExpiryScene], removed: Sequence[str], request_: Mapping[str, Any]
) -> None:
    made = scene(removed, IngestionClient([request_], "decision"), IngestionClient([request_], "decision"))

    assert answers(made) == {("409", False), ("200", False)}, "the score of the former payment has expired"
