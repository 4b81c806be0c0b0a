"""The strategies that are in force, as an instance last read them: read again in time, the last good ones kept."""

from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import structs

from handlers.aws.followed_pointers import PointerFollower, stale
from handlers.aws.read_times import ReadTimes
from handlers.aws.strategies_log import StrategiesLog
from handlers.contract.errors import StrategiesUnread
from handlers.decision.batch import BatchDecider
from handlers.decision.entity.entities import EntityReader
from handlers.decision.panel import Panel
from handlers.decision.strategy.pointers import Override, Pointers, UnreadablePointers


class _LastGood(NamedTuple):
    pointers: Pointers | None
    """The pointers that could all be followed, which need not be done again; None if one could not."""
    changes: int | None
    """The number of changes that were known then."""
    panel: Panel


class CurrentStrategies:
    """The strategies that an instance of a function goes by."""

    def __init__(
        self, follower: PointerFollower, log: StrategiesLog, times: ReadTimes, *, for_later: bool = True
    ) -> None:
        self._follower = follower
        self._log = log
        self._times = times
        self._for_later = for_later
        self._last: _LastGood | None = None
        self._override: Override | None = None
        self._deciders = dict[bool, BatchDecider]()

    def is_due(self, now: int) -> bool:
        """Return whether they are to be read beside what a request waits for anyway, for the next one."""
        return self._times.is_due_beside(now)

    def refresh_if_late(self, now: int) -> None:
        """Read them before a decision that would else have to say that they may be replaced.

        No request waits for a table that failed a moment ago.
        """
        if self._times.is_late(now) and not self._times.has_just_failed(now):
            self.refresh(now)

    def refresh_if_old(self, now: int) -> None:
        """Read them before a batch; not oftener than every five seconds while the table is out, if any are known."""
        if self._times.is_due(now):
            self.refresh(now)

    def decider(self, now: int) -> BatchDecider:
        """Return who decides at a time; without a word only what cannot have been replaced over a minute ago.

        Raises:
            StrategiesUnread: nothing is known, not even what was in force before.
        """
        if not self._last:
            raise StrategiesUnread
        return self._decider(self._last.panel, is_stale=self._times.is_late(now))

    def decider_or_packaged(self, now: int) -> BatchDecider:
        """Return the same; the packaged default, stale, while nothing is known but perhaps an override."""
        if self._last:
            return self.decider(now)
        return self._decider(structs.replace(self._follower.packaged(), override=self._override), is_stale=True)

    def entities(self, now: int) -> EntityReader:
        """Return the reader of the entities that any of them names, read again if they are old, to keep facts of these.

        Raises:
            StrategiesUnread: they may have been replaced over a minute ago by others, which name more.
        """
        self.refresh_if_old(now)
        if not self._last or self._times.is_late(now):
            raise StrategiesUnread
        return EntityReader(self._last.panel.needs.entities)

    def refresh(self, now: int) -> None:
        """Read which strategies are in force, with what is new of them; keep the last good ones if that fails."""
        last = self._last
        try:
            pointers = self._follower.pointers()
            if not last or pointers != last.pointers:
                self._follow(pointers, last)
            else:
                self._log.read(pointers, last.panel, {})
        except UnreadablePointers as error:
            self._log.damaged(str(error))
            self._take(None, last.changes if last else None, stale(last.panel if last else self._follower.packaged()))
        except (ClientError, BotoCoreError) as error:
            self._times.failed(now)
            self._log.unread(type(error).__name__, last.changes if last else None)
            return
        self._times.succeeded(now)

    def _follow(self, pointers: Pointers, last: _LastGood | None) -> None:
        try:
            panel, broken = self._follower.follow(pointers, last.panel if last else None)
        except (ClientError, BotoCoreError):
            self._obey(pointers.override, last)
            raise
        self._log.read(pointers, panel, broken)
        self._take(None if broken else pointers, pointers.changes, panel)

    def _obey(self, override: Override | None, last: _LastGood | None) -> None:
        """Obey the bad day's switch, which needs no document."""
        if last:
            self._take(None, last.changes, structs.replace(last.panel, override=override))
        elif override != self._override:
            self._override = override
            self._deciders.clear()

    def _take(self, pointers: Pointers | None, changes: int | None, panel: Panel) -> None:
        if not self._last or panel != self._last.panel:
            self._deciders.clear()
        self._last = _LastGood(pointers, changes, panel)

    def _decider(self, panel: Panel, *, is_stale: bool) -> BatchDecider:
        """Return who decides by a panel; made once, as that takes a millisecond or two."""
        is_stale = is_stale or panel.stale
        if is_stale not in self._deciders:
            made = stale(panel) if is_stale else panel
            self._deciders[is_stale] = BatchDecider(made, for_later=self._for_later)
        return self._deciders[is_stale]
