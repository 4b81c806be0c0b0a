"""A table of strategies whose answers a test gives, and the current strategies that are read from it."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import EndpointConnectionError

from handlers.aws.current_strategies import CurrentStrategies
from handlers.aws.followed_pointers import PointerFollower
from handlers.aws.read_times import ReadTimes
from handlers.contract.errors import BrokenStrategy
from handlers.decision.panel import Panel
from handlers.decision.strategy.pointers import Pointers
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of

NOW = 1_795_350_700_500
AWAY = EndpointConnectionError(endpoint_url="https://memory.invalid")


def version(number: int, **fields: Any) -> Strategy:
    return strategy_of({"when": f"amount > {number}", "outcome": "review"}, **fields)


PACKAGED_DEFAULT, FIRST, SECOND, THIRD = (version(number) for number in range(4))
ELSEWHERE = version(5, entities={"card": "metadata.card"})
ELSEWHERE_TOO = version(6, entities={"card": "metadata.token"})


class Table:
    """A table whose answers a test gives: pointers or an error, and documents, of which some cannot be loaded."""

    def __init__(self, *documents: Strategy) -> None:
        self.documents = {each.digest: each for each in documents}
        self.answer: Pointers | Exception = Pointers()
        self.fails: Mapping[str, Exception] = {}
        self.calls = list[str]()

    def pointers(self) -> Pointers:
        self.calls.append("pointers")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def document(self, digest: str) -> Strategy:
        self.calls.append(digest)
        if error := self.fails.get(digest):
            raise error
        if digest not in self.documents:
            raise BrokenStrategy("there is no such document")
        return self.documents[digest]


class Notes:
    """A log that counts."""

    def __init__(self) -> None:
        self.broken = list[str]()
        self.changes = list[int | None]()

    def read(self, pointers: Pointers, panel: Panel, broken: Mapping[str, str]) -> None:
        assert panel
        self.changes.append(pointers.changes)
        self.broken += broken

    def damaged(self, reason: str) -> None:
        self.broken.append(reason)

    def unread(self, reason: str, changes: int | None) -> None:
        assert reason
        self.changes.append(changes)


Made = tuple[CurrentStrategies, Table, Notes]


def made(
    *documents: Strategy, packaged: Callable[[], Strategy] = lambda: PACKAGED_DEFAULT, decision_seconds: int = 0
) -> Made:
    table, notes = Table(*documents), Notes()
    follower: Any = PointerFollower(table, packaged)  # type: ignore[arg-type]  # it has the two calls
    times, log = ReadTimes(decision_seconds=decision_seconds), notes
    return CurrentStrategies(follower, log, times), table, notes  # type: ignore[arg-type]  # it has the three


def panel(current: CurrentStrategies, now: int = NOW) -> Panel:
    return current.decider(now).panel
