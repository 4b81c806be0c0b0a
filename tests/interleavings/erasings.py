"""An erasure on tables in memory, beside functions that are at work for the person and for the one who comes back."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any

from fraudctl.erase.eraser import Eraser
from fraudctl.erase.mark_table import LEAD, MarkTable
from fraudctl.erase.record import WAIT
from fraudctl.erase.rows import Tables
from fraudctl.erase.whom import Whom
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.concurrency import Budget
from handlers.aws.decision_store import DecisionStore
from handlers.contract.iso_time import iso_time
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.places import ALWAYS
from handlers.decision.erasure import BEGUN_AFTER, ERASURES
from handlers.decision.profile import codec
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.event import hashed
from tests.handlers.functions import FakeLambdaContext
from tests.interleavings.hooks import memory_client
from tests.interleavings.labellings import LABELS, PROFILES, RECEIVED, REQUEST, SCORES, TRANSACTIONS, Labellings
from tests.interleavings.memory_aws import MemoryAws
from tests.interleavings.schedule import ScheduledRun

REVIEWS, DECISIONS, STRATEGIES = "fraud-reviews-test", "fraud-decisions-test", "fraud-strategies-records"
TABLES = Tables(
    transactions=TRANSACTIONS,
    scores=SCORES,
    labels=LABELS,
    reviews=REVIEWS,
    decisions=DECISIONS,
    profiles=PROFILES,
    strategies=STRATEGIES,
)
KEYS = {
    TRANSACTIONS: ("transaction_id", "timestamp"),
    SCORES: ("transaction_id",),
    PROFILES: ("entity",),
    LABELS: ("transaction_id",),
    REVIEWS: ("transaction_id",),
    DECISIONS: ("key",),
    STRATEGIES: ("kind", "id"),
}

MARKED_AT = RECEIVED - 5000
MOMENT = MARKED_AT + LEAD

Fields = Mapping[str, Any]
Work = Callable[[], Any]


@dataclass(frozen=True)
class NoQueues:
    """Queues in which nothing waits."""

    def erase(self, *_: Any) -> Any:
        return SimpleNamespace(held=0, left={}, complete=True)


@dataclass
class Erasings:
    """An erasure of the customer C-1, and what goes on beside it: payments that are scored, labels that come in.

    The eraser makes its mark, waits for whatever had begun before, and sweeps; what begins later finds the mark.
    """

    functions: Labellings
    before: Sequence[Fields]
    """Transactions from before the erasure, which are stored; those of `known` are scored."""
    known: Sequence[Fields] = ()
    scored: Sequence[Sequence[Fields]] = ()
    """Payloads that Scoring gets meanwhile."""
    labels: Sequence[Fields] = ()
    after: Sequence[Fields] = ()
    """Transactions of who comes back, stored and scored once the mark is there."""
    decided: Sequence[Fields] = ()
    """Transactions that Decision received before the moment, and stores with its claim at any time until the sweep."""
    late: Sequence[Fields] = ()
    """Transactions from before the erasure that are stored and scored at any time, as of a decision under way or out of
    a queue."""
    drains: bool = True
    """False to sweep without waiting for anybody."""
    left_after_erasing: list[str] = field(default_factory=list)
    now: int = MARKED_AT
    came_back: bool = False
    _eraser: Eraser = field(init=False)
    _decisions: DecisionStore = field(init=False)
    _deciding: range = range(0)

    def __post_init__(self) -> None:
        client = memory_client(lambda *_: {})
        self.functions.world.connect(client)
        self._decisions = DecisionStore(client, client, transactions=TRANSACTIONS, decisions=DECISIONS)
        marks = MarkTable(
            client, profiles=PROFILES, strategies=STRATEGIES, clock=lambda: self.now, new_key=lambda size: b"k" * size
        )
        self._eraser = Eraser(
            client=client,
            tables=TABLES,
            marks=marks,
            whom=Whom(EntityKey("customer", "C-1"), ALWAYS["customer"], ALWAYS),
            queues=lambda _: NoQueues(),  # type: ignore[arg-type, return-value]
            urls={},
            caller=lambda: "arn:aws:iam::000000000000:user/officer",
            wait=lambda _: None,
            segments=1,
            save_every=0,
        )

    def start(self, run: ScheduledRun) -> list[Work]:
        """Store what is from before; return the work of the eraser, of the payloads, of the labels, of who is back."""
        world = self.functions.world
        world.aws, world.run, self.now, self.came_back = MemoryAws(KEYS), run, MARKED_AT, False
        for each in self.before:
            self._store(each)
        if self.known:
            self._score(self.known)
        world.aws.writes.clear()
        others: list[Work] = [partial(self._score, payload) for payload in self.scored]
        others += [partial(self._label, self.labels)] if self.labels else []
        others += [self._come_back] if self.after else []
        others += [self._be_late] if self.late else []
        others += [partial(self._decide, each) for each in self.decided]
        self._deciding = range(len(others) + 1 - len(self.decided), len(others) + 1)
        return [self._erase, *others]

    def finish(self, run: ScheduledRun) -> None:
        """Deliver again what failed, go on with an interrupted erasure, deliver all once more, and finish."""
        for actor in run.actors[1:]:
            assert actor.error is None or run.struck or "meanwhile" in str(actor.error), repr(actor.error)
        self._world_invoke("erase again", self._resume)
        if self.after and not self.came_back:
            self._come_back()
        for payload in self.scored:
            self._score(payload)
        if self.after:
            self._score(self.after)
        if self.labels:
            self._label(self.labels)
        self.left_after_erasing = list(self.left())
        self.now = MOMENT + int(WAIT.total_seconds() * 1000)
        self._world_invoke("finish", self._eraser.finish)

    def left(self) -> Iterator[str]:
        """Yield what is left of the person from before the erasure."""
        aws, old = (
            self.functions.world.aws,
            {each["transaction_id"] for each in (*self.before, *self.late, *self.decided)},
        )
        back = {each["transaction_id"] for each in self.after}
        for table in (TRANSACTIONS, SCORES, LABELS, REVIEWS, DECISIONS):
            for row in map(from_attributes, aws.items(table)):
                if row.get("transaction_id", row.get("key", "").removeprefix("id#")) in old:
                    yield f"{table} holds {row}"
        for item in aws.items(PROFILES):
            key = item["entity"]["S"]
            if key == "profile#customer#C-1":
                count = codec.decode(item["profile"]["B"]).count
                if count != len(back):
                    yield f"the profile counts {count} payments, not {len(back)}"
            if key == "facts#customer#C-1":
                held = {each.identity for each in facts_of.decode(from_attributes(item)).labels}
                if held & set(map(hashed, old)):
                    yield "the facts hold an old label"

    def lost(self) -> Iterator[str]:
        """Yield what was received after the erasure, and is not there."""
        aws = self.functions.world.aws
        scored = {each["transaction_id"]["S"] for each in aws.items(SCORES)}
        stored = {each["transaction_id"]["S"] for each in aws.items(TRANSACTIONS)}
        for each in self.after:
            if each["transaction_id"] not in scored & stored:
                yield f"{each['transaction_id']} is lost"
        profiles = {each["entity"]["S"]: each for each in aws.items(PROFILES)}
        if self.after and "profile#customer#C-1" not in profiles:
            yield "the profile of who came back is lost"

    def stays(self) -> Iterator[str]:
        """Yield what stays of the mark when the erasure is finished."""
        items = {each["entity"]["S"]: each for each in self.functions.world.aws.items(PROFILES)}
        if ERASURES in items:
            yield "the mark"
        if BEGUN_AFTER in items.get("profile#customer#C-1", {}):
            yield "the moment in the profile"
        (record,) = map(from_attributes, self.functions.world.aws.items(STRATEGIES))
        if record["state"] != "finished" or "C-1" in str(record):
            yield f"the record {record}"

    def _erase(self) -> None:
        self._world_invoke("mark", self._eraser.mark)
        run = self.functions.world.run
        begun = [each for each in run.actors[1:] if each.steps or each.number in self._deciding]
        while self.drains and not all(each.done for each in begun):
            run.wait()
        self._world_invoke("sweep", self._sweep)

    def _sweep(self) -> None:
        self._eraser.sweep(self._eraser.mark())

    def _resume(self) -> None:
        found = self._eraser.marks.read()
        mark = found.erasures.mark_of(self._eraser.whom.entity)
        record = self._eraser.marks.record_of(mark) if mark else None
        if record is None or record.state == "begun":
            self._sweep()

    def _come_back(self) -> None:
        run = self.functions.world.run
        while (ERASURES,) not in self.functions.world.aws.tables.get(PROFILES, {}):
            if run.actors[0].done:  # it died before that, and goes on later
                return
            run.wait()
        self.came_back = True
        for each in self.after:
            self.functions.world.run.call(partial(self._store, each))
        self._score(self.after)

    def _be_late(self) -> None:
        for each in self.late:
            self.functions.world.run.call(partial(self._store, each))
        self._score(self.late)

    def _decide(self, fields: Fields) -> None:
        """Look for the id, and store claim and row together, by Decision's own code."""
        item = self._row(fields)

        def decide() -> None:
            if not self._decisions.rows(fields["transaction_id"]):
                self._decisions.insert(item, MARKED_AT, Budget(1))

        self._world_invoke(f"decide {fields['transaction_id']}", decide)

    def _store(self, fields: Fields) -> None:
        self.functions.world.aws.call("PutItem", {"TableName": TRANSACTIONS, "Item": self._row(fields)})

    @staticmethod
    def _row(fields: Fields) -> dict[str, Any]:
        received = fields.get("received", fields["timestamp"])
        item = {name: value for name, value in fields.items() if name != "received"}
        return to_attributes({**item, "amount": int(fields["amount"]), "created_at": iso_time(received)})

    def _score(self, transactions: Sequence[Fields]) -> Any:
        event = {"transactions": list(transactions)}
        return self._world_invoke(json.dumps(event), lambda: self.functions.scoring.handler(event, FakeLambdaContext()))

    def _label(self, labels: Sequence[Fields]) -> None:
        body = json.dumps({"labels": labels})
        event = {**REQUEST, "resource": "/labels", "body": body}
        self._world_invoke(body, lambda: self.functions.feedback.handler(event, FakeLambdaContext()))

    def _world_invoke(self, what: str, code: Work) -> Any:
        return self.functions.world.invoke(what, code)
