"""Scoring's promises, checked after a run: each transaction is scored once, and what is due for it is done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.contract.iso_time import iso_time
from handlers.decision.profile.codec import decode
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.scored import PROFILES, REVIEWS, TABLE, Scored, TransactionFields, TransactionKey
from tests.interleavings.scored import transaction_key as key_of

ALERT, REVIEW, EVENT = "alert", "review", "event"


def is_risky(fields: TransactionFields) -> bool:
    """Return whether a transaction is to be alerted: above 10,000 at a suspicious merchant is 0.9."""
    return float(fields["amount"]) > 10_000 and "Crypto" in fields["merchant"]


def risky_duties(fields: TransactionFields) -> frozenset[str]:
    """Return all that is due for a transaction where the risky are reviewed."""
    return frozenset({ALERT, REVIEW, EVENT} if is_risky(fields) else ())


@dataclass(frozen=True, kw_only=True)
class ScoringPromises:
    """The promises about payloads, some of whose transactions have duties."""

    payloads: Sequence[Sequence[TransactionFields]]
    duties: Callable[[TransactionFields], frozenset[str]]
    scored: Scored

    def broken(self, run: ScheduledRun) -> list[str]:
        """Return a sentence for every promise that the run broke."""
        return [*self._told(run), *self._reviews(), *self._rows(), *self._decisions(), *self._profiles()]

    def _told(self, run: ScheduledRun) -> Iterator[str]:
        """Yield transactions that people or programs do not hear of, hear of for nothing, or more than once."""
        alerts, events = self.scored.alerts, self.scored.events
        for each, states in self._handed().items():
            due = frozenset[str]().union(*map(self.duties, states))
            for duty, said, count in (
                (ALERT, "alerted", alerts[each]),
                (EVENT, "told of", len(events.get(each, ()))),
            ):
                if duty in due and not count:
                    yield f"never {said}: {states}"
                if duty not in due and count:
                    yield f"{said} for nothing: {states}"
                if count > 1 and not (run.struck or self._changed(each) or self._delivered_twice_at_once(each, run)):
                    yield f"{said} {count} times: {states}"
            if not self._changed(each) and len({event["id"] for event in events.get(each, ())}) > 1:
                yield f"told of under two ids: {states}"

    def _reviews(self) -> Iterator[str]:
        """Yield reviews that are missing, for nothing, opened twice, or due at another time than programs heard."""
        rows, reviewed = self.scored.rows(REVIEWS), set[str]()
        for (identity, _), states in self._handed().items():
            if any(REVIEW in self.duties(fields) for fields in states):
                reviewed.add(identity)
        if rows.keys() != reviewed:
            yield f"reviews of {sorted(rows)}, not of {sorted(reviewed)}"
        for write in self.scored.writes(REVIEWS):
            if write.before is not None:
                yield f"a review was opened twice: {write}"
        for each, events in self.scored.events.items():
            known = set(map(self.duties, self._handed()[each]))
            for event in events:
                due = event["data"].get("review_due")
                if due not in {iso_time(int(rows[each[0]]["due"])) if REVIEW in duties else None for duties in known}:
                    yield f"told that it is due {due}: {rows.get(each[0])}"

    def _rows(self) -> Iterator[str]:
        rows = self.scored.rows()
        for each in self._handed():
            row = rows.get(each[0])
            if row is None:
                yield f"no score: {each}"
            elif "pending" in row:
                yield f"never settled: {row}"
            elif self.scored.alerts[each] and each[1] not in row.get("alerted_timestamps", ()):
                yield f"alerted, and not noted: {row}"
            elif ("alerted_at" in row) != ("alert_shard" in row):
                yield f"not in the index as it is: {row}"
        for write in self.scored.writes(TABLE):
            before, after = write.before or write.after, write.after
            if before["timestamp"] != after["timestamp"]:
                yield f"another transaction's score was overwritten: {before} by {after}"

    def _decisions(self) -> Iterator[str]:
        for write in self.scored.writes(TABLE):
            before, after = write.before or write.after, write.after
            if before["decision"] != after["decision"] and not self._changed(_key_in(after)):
                yield f"decided twice: {before}, then {after}"

    def _profiles(self) -> Iterator[str]:
        """Yield customers whose profile counts something else than each of their ids once, and lost writes."""
        handed = [fields for payload in self.payloads for fields in payload if "customer_id" in fields]
        items = self.scored.aws.items(PROFILES)
        counts = {each["entity"]["S"]: decode(each["profile"]["B"]).count for each in items}
        for customer in {fields["customer_id"] for fields in handed}:
            ids = {fields["transaction_id"] for fields in handed if fields["customer_id"] == customer}
            if (count := counts.get(f"profile#customer#{customer}")) != len(ids):
                yield f"{customer} has {count} payments, not {len(ids)}"
        for write in self.scored.writes(PROFILES):
            former, latter = (int(item["version"]["N"]) if item else 0 for item in (write.before, write.after))
            if latter != former + 1:
                yield f"overwritten: version {former} by {latter}"

    def _handed(self) -> dict[TransactionKey, list[TransactionFields]]:
        """Return the states in which payloads hold each transaction."""
        states: dict[TransactionKey, list[TransactionFields]] = {}
        for fields in (fields for payload in self.payloads for fields in payload):
            states.setdefault(key_of(fields), []).append(fields)
        return states

    def _changed(self, each: TransactionKey) -> bool:
        """Return whether payloads hold the row in two states, each of which is decided and alerted for itself."""
        states = self._handed()[each]
        return any(one != states[0] for one in states)

    def _delivered_twice_at_once(self, each: TransactionKey, run: ScheduledRun) -> bool:
        holders = [number for number, payload in enumerate(self.payloads) if each in map(key_of, payload)]
        return any(run.overlap(one, other) for one in holders for other in holders if one < other)


def _key_in(row: Mapping[str, Any]) -> TransactionKey:
    return row["transaction_id"]["S"], int(row["timestamp"]["N"])
