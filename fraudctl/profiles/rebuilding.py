"""A profile made anew of the payments in the tables, written only if nobody wrote it since these were looked for."""

from dataclasses import dataclass
from typing import Any

import msgspec

from fraudctl.errors import CommandError
from fraudctl.profiles.knowledge import StoredProfile, stored_profile
from fraudctl.profiles.table_payments import PaymentsInTables
from fraudctl.recovery.errors import Retryable
from fraudctl.recovery.function_client import FunctionClient
from fraudctl.stacks.target import Target
from handlers.contract.fold_request import (
    LARGEST_PAYLOAD,
    MOST_REBUILT,
    RebuildAnswer,
    RebuildRequest,
    RebuiltPayment,
    encode_rebuild,
)
from handlers.decision.entity.entities import EntityKey
from handlers.decision.strategy.strategy import Strategy

MAX_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class RebuildResult:
    """A profile that was made anew."""

    entity: EntityKey
    before: int | None
    """The payments in the profile that was there; None if there was none that could be read."""
    payments: int
    declined: int
    tries: int

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "entity": {"kind": self.entity.kind, "id": self.entity.id},
            "payments_before": self.before,
            "payments": self.payments,
            "declined": self.declined,
            "tries": self.tries,
        }


class Rebuilder:
    """Makes profiles anew through Scoring."""

    def __init__(
        self, target: Target, scoring: FunctionClient, payments: PaymentsInTables, strategy: Strategy, *, force: bool
    ) -> None:
        """Make no profile that knows less than the one that is there, unless it is forced."""
        self._target = target
        self._scoring = scoring
        self._payments = payments
        self._strategy = strategy
        self._force = force

    def rebuild(self, entity: EntityKey) -> RebuildResult:
        """Make an entity's profile anew.

        Raises:
            CommandError: it would know less, is of a newer version, has more payments than a request holds or none at
                all, or was written anew each time.
        """
        for try_ in range(1, MAX_TRIES + 1):
            stored = stored_profile(self._target, entity)
            profile = stored.profile if stored else None
            self._require_replaceable(entity, stored)
            try:
                entries = self._payments.of(entity, self._strategy)
                self._require_all(entity, entries, profile.count if profile else 0)
                answer = self._ask(entity, stored.version if stored else 0, entries)
            except Retryable as error:
                raise CommandError(str(error)) from error
            if answer.written:
                return RebuildResult(
                    entity=entity,
                    before=profile.count if profile else None,
                    payments=answer.folded,
                    declined=sum(each.declined for each in entries),
                    tries=try_,
                )
        raise CommandError(
            f"Scoring wrote the profile of {_named(entity)} during each of {MAX_TRIES} scans, so it is not rebuilt: "
            "try again when fewer payments come"
        )

    def _ask(self, entity: EntityKey, version: int, entries: list[RebuiltPayment]) -> RebuildAnswer:
        payload = encode_rebuild(RebuildRequest(kind=entity.kind, id=entity.id, version=version, entries=entries))
        if len(entries) > MOST_REBUILT or len(payload) > LARGEST_PAYLOAD:
            raise CommandError(
                f"{_named(entity)} has {len(entries):,} payments, and a profile can be rebuilt of at most "
                f"{MOST_REBUILT:,}, or {LARGEST_PAYLOAD // 1024 // 1024} MB of them: it is as it was"
            )
        return msgspec.convert(self._scoring.invoke(payload), RebuildAnswer)

    def _require_replaceable(self, entity: EntityKey, stored: StoredProfile | None) -> None:
        if stored is None:
            return
        if stored.unreadable and "newer" in stored.unreadable:
            raise CommandError(f"{stored.unreadable}: rebuild {_named(entity)} with the version that wrote it")
        if stored.profile and stored.profile.load and not self._force:
            raise CommandError(
                f"the profile of {_named(entity)} holds a file of past payments, which the tables do not have: "
                "--force makes it anew without"
            )

    def _require_all(self, entity: EntityKey, entries: list[RebuiltPayment], count: int) -> None:
        if not entries:
            raise CommandError(f"the tables hold no payment of {_named(entity)}: there is nothing to make a profile of")
        if count > len(entries) and not self._force:
            raise CommandError(
                f"the profile of {_named(entity)} holds {count:,} payments, and the tables only {len(entries):,}: "
                "--force makes it anew of these"
            )


def _named(entity: EntityKey) -> str:
    return f"{entity.kind} {entity.id}"
