"""Concurrent scorings that fold into the same profiles, reduced to their calls.

The order of the calls is Scoring's: read scores, read profiles, write profiles, insert scores.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from botocore.exceptions import ReadTimeoutError

from handlers.aws.profile_folder import FoldResult, ProfileFolder
from handlers.aws.profile_store import ProfileStore, StoredItem
from handlers.aws.score_store import ScoreStore
from tests.interleavings.actor import LostAnswer
from tests.interleavings.folded_profiles import NOW, CountingFold, Fold
from tests.interleavings.footprint import footprint
from tests.interleavings.hooks import memory_client
from tests.interleavings.memory_aws import MemoryAws
from tests.interleavings.schedule import ScheduledRun

SCORES, PROFILES = "fraud-scores-test", "fraud-profiles-test"

CountedEvent = tuple[str, Sequence[str]]
"""An event's id and its entities."""


@dataclass
class ConcurrentFolds:
    """Batches of events that are scored at the same time, and the profiles that come of it."""

    batches: Sequence[Sequence[CountedEvent]]
    fold: Fold = field(default_factory=CountingFold)
    tries: int = 1
    """Of the SDK, for a call whose answer it does not get."""
    aws: MemoryAws = field(init=False)
    results: list[FoldResult] = field(init=False)

    def __post_init__(self) -> None:
        self._client = memory_client(self._answer)

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Empty the AWS; return the work of each scoring."""
        self.aws, self.results = MemoryAws({SCORES: ("transaction_id",), PROFILES: ("entity",)}), []
        self._run = run
        return [partial(self._score, batch) for batch in self.batches]

    def finish(self, run: ScheduledRun) -> None:
        """Score again what failed, as Lambda does, and then everything once more, as a redrive may."""
        for actor in run.actors:
            assert actor.error is None or run.struck, repr(actor.error)
            if actor.error is not None:
                self._score(self.batches[actor.number])
        for batch in self.batches:
            self._score(batch)

    def _answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        for left in reversed(range(self.tries)):
            try:
                answer: dict[str, Any] = self._run.call(
                    lambda: self.aws.call(operation, asked), footprint(self.aws.keys, operation, asked)
                )
            except LostAnswer as error:
                if not left:
                    raise ReadTimeoutError(endpoint_url="https://memory.invalid", error=error) from None
            else:
                return answer
        raise AssertionError(self.tries)

    def _score(self, batch: Sequence[CountedEvent]) -> None:
        scores, profiles = ScoreStore(self._client, SCORES), ProfileStore(self._client, PROFILES)
        scored = scores.read(dict.fromkeys(each for each, _ in batch))
        fresh = [event for event in batch if event[0] not in scored]
        if not fresh:
            return
        entities = {
            entity: [each for each, named in fresh if entity in named] for _, named in fresh for entity in named
        }
        folder = ProfileFolder(profiles, retention=timedelta(days=400), pause=lambda _: None)

        def add(entity: str, stored: StoredItem | None) -> bytes:
            return self.fold.add(stored.profile if stored else None, entity, entities[entity])

        self.results.append(folder.fold(entities, profiles.read(entities), add, NOW))
        scores.insert([{"transaction_id": each} for each, _ in fresh])

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of events that each entity's profile counts."""
        return {each["entity"]["S"]: self.fold.count(each["profile"]["B"]) for each in self.aws.items(PROFILES)}

    def broken(self) -> Iterator[str]:
        """Yield a sentence for every promise that the run broke."""
        events = {each: named for batch in self.batches for each, named in batch}
        for entity in {entity for named in events.values() for entity in named}:
            expected = sum(entity in named for named in events.values())
            if self.counts.get(entity) != expected:
                yield f"{entity} counts {self.counts.get(entity)} events, not {expected}"
        for result in self.results:
            if result.given_up:
                yield f"given up: {result.given_up}"
        for write in self.aws.writes:
            if write.table == PROFILES:
                former, latter = (int(item["version"]["N"]) if item else 0 for item in (write.before, write.after))
                if latter != former + 1:
                    yield f"overwritten: version {former} by {latter}"
