"""Fold-only requests of an operator: past payments of a file, and profiles that are made anew."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.erased_items import read_erasures
from handlers.aws.log import Logger
from handlers.aws.profile_folder import ProfileFolder, profile_write
from handlers.aws.profile_store import ProfileStore, StoredItem
from handlers.contract.errors import PartialBatchError
from handlers.contract.fold_request import (
    LoadAnswer,
    LoadRequest,
    RebuildAnswer,
    RebuildRequest,
    answer_of,
    decode,
)
from handlers.contract.transaction import milliseconds
from handlers.decision.batch import BatchDecider
from handlers.decision.entity.entities import EntityKey
from handlers.decision.erasure import ERASURES
from handlers.decision.history import LINE, PastPayments, is_profile, rebuilt
from handlers.decision.profile.codec import encode

NOTE = "load#"
"""The beginning of the key of the item that says how far a file is loaded; no entity has such a key."""


class History:
    """Folds past payments into the tables of profiles and facts, without a decision on any of them."""

    def __init__(
        self, decider: BatchDecider, profiles: ProfileStore, folder: ProfileFolder, *, retention: timedelta
    ) -> None:
        """Keep what is written for `retention`."""
        self._decider = decider
        self._profiles = profiles
        self._folder = folder
        self._retention = retention

    def answer_and_log(self, event: object, now: datetime, log: Logger) -> dict[str, Any]:
        """Return the same as `answer`, and log it."""
        answer = self.answer(event, now)
        counts = {name: len(value) if isinstance(value, dict | list) else value for name, value in answer.items()}
        log.info("folded", **counts, troubles={**answer.get("given_up", {}), **answer.get("unreadable", {})})
        return answer

    def answer(self, event: object, now: datetime) -> dict[str, Any]:
        """Do as a request says, and return the counts.

        Raises:
            msgspec.ValidationError: it is no such request.
            PartialBatchError: the table could not be read or written; the same again does no harm.
        """
        request = decode(event)
        return answer_of(self.load(request, now) if isinstance(request, LoadRequest) else self.rebuild(request, now))

    def load(self, request: LoadRequest, now: datetime) -> LoadAnswer:
        """Fold a part of a file, and note that it is loaded if nobody was given up; who was erased stays so."""
        digest, at, erasures = bytes.fromhex(request.digest), milliseconds(now), read_erasures(self._profiles)
        entries = [
            each for each in request.entries if not erasures.covers(each.transaction, each.transaction.received_by(at))
        ]
        past = PastPayments(digest, entries, self._decider, now=at, again=request.again)

        def fold(key: str, item: StoredItem | None) -> bytes | Mapping[str, Mapping[str, Any]] | None:
            if is_profile(key):
                return past.folded(key, item.profile or b"" if item else None)
            attributes = past.labelled(key, from_attributes(item.attributes) if item else None)
            return _typed(attributes) if attributes else None

        result = self._folder.fold(past.keys, self._profiles.read([*past.keys, ERASURES]), fold, now)
        last = max((each.line for each in request.entries), default=0)
        noted = self._noted(NOTE + request.digest, 0 if result.given_up else last, now)
        folded, labels = (
            {line for key in result.written if is_profile(key) is wanted for line in past.taken[key]}
            for wanted in (True, False)
        )
        return LoadAnswer(
            folded=sorted(folded),
            skipped=len(request.entries) - len(folded) - past.without_entity,
            without_entity=past.without_entity,
            labels=sorted(labels),
            given_up=result.given_up,
            unreadable=past.unreadable,
            of_other_files=len(past.of_other_files),
            line=noted,
        )

    def rebuild(self, request: RebuildRequest, now: datetime) -> RebuildAnswer:
        """Write the profile that the payments make, if the item still has the version that the request names.

        Raises:
            PartialBatchError: the table did not take it.
        """
        at, erasures = milliseconds(now), read_erasures(self._profiles)
        entries = [
            each for each in request.entries if not erasures.covers(each.transaction, each.transaction.received_by(at))
        ]
        profile = rebuilt(request.kind, entries, self._decider, now=at)
        if profile is None:
            return RebuildAnswer(written=False, folded=0)
        key, expiry = EntityKey(request.kind, request.id).profile, int((now + self._retention).timestamp())
        write = profile_write(key, request.version, encode(profile), expiry, erasures.moment_of(key))
        lost, failed = self._profiles.write([write])
        if failed:
            raise PartialBatchError([request], reason=failed[key])
        return RebuildAnswer(written=not lost, folded=profile.count)

    def _noted(self, key: str, line: int, now: datetime) -> int:
        """Note how far a file is loaded, unless that is known already, and return it."""
        known = self._profiles.read([key])
        noted = max(_line(known.get(key)), line)
        expiry = int((now + self._retention).timestamp())

        def note(_: str, item: StoredItem | None) -> Mapping[str, Mapping[str, Any]] | None:
            return to_attributes({LINE: noted, "expiry": expiry}) if _line(item) < noted else None

        self._folder.fold([key], known, note, now)
        return noted


def _line(item: StoredItem | None) -> int:
    return int(item.attributes.get(LINE, {}).get("N", "0")) if item else 0


def _typed(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes in DynamoDB's types, bytes among them."""
    binary = {name: {"B": value} for name, value in attributes.items() if isinstance(value, bytes)}
    return binary | to_attributes({name: value for name, value in attributes.items() if name not in binary})
