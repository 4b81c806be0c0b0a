"""A stack whose profiles table is in memory, and whose Scoring folds past payments into it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fraudctl.profiles.load_summary import LoadSummary
from fraudctl.profiles.loading import Loader
from fraudctl.recovery.function_client import FunctionClient
from fraudctl.stacks.target import Target
from handlers.aws.history import History
from handlers.aws.profile_folder import ProfileFolder
from handlers.aws.profile_store import ProfileStore
from handlers.contract.fold_request import LoadAnswer, answer_of
from handlers.decision.batch import BatchDecider
from handlers.decision.panel import Panel
from handlers.decision.profile.codec import decode
from handlers.decision.profile.profile import Profile
from tests.handlers.profiles_table import TABLE, ProfilesTable
from tests.handlers.strategies import first

CUSTOMER = "profile#customer#C-1"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
RETENTION = timedelta(days=400)

Answer = dict[str, Any]


class TableClient:
    """A client that reads single items of a table in memory."""

    def __init__(self, table: ProfilesTable) -> None:
        self._table = table

    def get_item(self, **asked: Any) -> Any:
        item = self._table.items.get(asked["Key"]["entity"]["S"])
        return {"Item": item} if item else {}


class ScoringOfProfiles(FunctionClient):
    """Scoring at the time of its `clock`; `before` comes between a request and its answer."""

    def __init__(self, table: ProfilesTable) -> None:
        profiles = ProfileStore(table.client, TABLE)
        folder = ProfileFolder(profiles, retention=RETENTION, pause=lambda _: None)
        self._history = History(BatchDecider(Panel.of_one(first())), profiles, folder, retention=RETENTION)
        self.asked: list[dict[str, Any]] = []
        self.before: Callable[[dict[str, Any]], Answer | None] = lambda _: None
        self.clock: Callable[[], datetime] = lambda: NOW

    def invoke(self, payload: bytes) -> Answer:
        request = json.loads(payload)
        self.asked.append(request)
        said = self.before(request)
        return said if said is not None else self._history.answer(request, self.clock())

    @property
    def parts(self) -> list[int]:
        """Return how many payments each request to load had."""
        return [len(each["load"]["entries"]) for each in self.asked]


@dataclass(frozen=True, kw_only=True)
class StackOfProfiles(Target):
    """A target with such a table and such a function."""

    table: ProfilesTable = field(default_factory=ProfilesTable)

    def client(self, service: str, **_: Any) -> Any:
        assert service == "dynamodb"
        return TableClient(self.table)

    @property
    def scoring(self) -> ScoringOfProfiles:
        """Return a client of its Scoring."""
        return ScoringOfProfiles(self.table)


def stack_of_profiles() -> StackOfProfiles:
    """Return a stack that knows nothing."""
    exports = {"fraud_profiles_table_name": TABLE, "scoring_function_name": "fraud-scorer-test"}
    return StackOfProfiles(stack="test", region="us-east-1", exports=exports)


def giving_up(entity: str, reason: str = "lost 5 races") -> Answer:
    """Return the answer to a part that an entity lacks."""
    return answer_of(LoadAnswer(given_up={entity: reason}))


def load(scoring: ScoringOfProfiles, file: Path, *, again: bool = False) -> LoadSummary:
    """Load a file at this time, without a pause."""
    return Loader(scoring, again=again, pause=lambda _: None, clock=NOW.timestamp).load(file)


def profile(stack: StackOfProfiles) -> Profile:
    """Return the profile of the customer of the files."""
    return decode(stack.table.items[CUSTOMER]["profile"]["B"])
