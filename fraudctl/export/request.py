"""An export as it was asked for, which the next run in the same folder must ask for as well."""

from datetime import UTC, datetime, timedelta
from typing import Literal, Self

import msgspec

from fraudctl.backtest.counted_time import CountedTime
from fraudctl.errors import CommandError

Form = Literal["csv", "jsonl"]
FORMS: tuple[Form, ...] = ("csv", "jsonl")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2286, 1, 1, tzinfo=UTC)
"""After every timestamp that a request may have."""


class ExportRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The payments of a time, or of one entity, and the form of the files."""

    stack: str
    since: str | None
    """As it was written, so that the same words are the same request on another day."""
    until: str | None
    form: Form
    kind: str | None = None
    identity: str | None = None

    @classmethod
    def of(
        cls, stack: str, since: str | None, until: str | None, form: str, entity: tuple[str, str] | None = None
    ) -> Self:
        """Return the request of a command's options.

        Raises:
            CommandError: there is no such form, or neither a time nor an entity.
        """
        if form not in FORMS:
            raise CommandError(f"--format {form}: it must be {' or '.join(FORMS)}")
        if since is None and entity is None:
            raise CommandError("give --since, from when on payments are exported, or --entity KIND ID")
        if since is None and until is not None:
            raise CommandError("--until goes with --since")
        kind, identity = entity or (None, None)
        return cls(stack=stack, since=since, until=until, form=form, kind=kind, identity=identity)

    def time(self, now: datetime) -> CountedTime:
        """Return the time that it means now; without one, all of it.

        Raises:
            CommandError: it is none, or ends before it begins.
        """
        if self.since is None:
            return CountedTime(stack=self.stack, since=EPOCH + timedelta(0), until=LATEST, now=now)
        return CountedTime.parse(self.stack, self.since, self.until, now)

    @property
    def words(self) -> str:
        """Return it as it is typed."""
        since = [f"--since {self.since}"] if self.since else []
        until = [f"--until {self.until}"] if self.until else []
        entity = [f"--entity {self.kind} {self.identity}"] if self.kind else []
        return " ".join([*since, *until, *entity, f"--format {self.form}", f"--stack {self.stack}"])
