"""The verdict on the labels of a kind's transactions: each that is said to be in force is found once, and counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chaos.label_book import LabelAttempt, LabelKey, key_of
from chaos.ledger import Ledger
from chaos.verdict.allowances import Allowances
from chaos.verdict.answers import KNOWN_FAILURES
from chaos.verdict.entity_labels import judge_facts
from chaos.verdict.final_state import FinalState, FoundItem
from chaos.verdict.judge import BrokenPromise, Violation

OK = 200
LAST = ("label", "source", "at", "received", "note")
"""Attributes of a row that repeat the label which counts."""


@dataclass(kw_only=True)
class LabelsVerdict:
    """Labels that are in force, as their clients were told, and every broken promise."""

    in_force: int = 0
    contradicted: int = 0
    """Transactions of whose labels some say fraud and some say legitimate."""
    findings: list[BrokenPromise] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    """Of all facts that labels may have changed."""


def judge_labels(ledger: Ledger, kind: str, found: FinalState, allowances: Allowances) -> LabelsVerdict:
    """Compare what the clients of a kind were told of their labels with the rows and the facts."""
    verdict = LabelsVerdict()
    said = ledger.labels.attempts_of(kind)
    for transaction_id in {**said, **dict.fromkeys(_reviewed(ledger, kind, found))}:
        attempts = [*said.get(transaction_id, ()), *label_of_review(found.reviews.get(transaction_id))]
        row, stored = found.labels.get(transaction_id), transaction_id in found.stored
        verdict.in_force += len({each.key for each in attempts if each.in_force})
        verdict.contradicted += len({each["label"] for each in history_of(row)}) > 1
        verdict.findings += [
            BrokenPromise(fault=fault, transaction_id=transaction_id, what=what)
            for fault, what in _judge(attempts, row, stored=stored, allowances=allowances)
        ]
    facts = judge_facts(ledger, kind, found, allowances)
    verdict.keys, verdict.findings = facts.keys, [*verdict.findings, *facts.findings]
    return verdict


def _reviewed(ledger: Ledger, kind: str, found: FinalState) -> Iterator[str]:
    """Yield the ids of a kind whose review was decided with a label."""
    yield from (each for each in ledger.attempts_of(kind) if label_of_review(found.reviews.get(each)))


def label_of_review(review: FoundItem | None) -> list[LabelAttempt]:
    """Return the label that was given in deciding, as one that is said to be in force since then."""
    if not review or "label" not in review:
        return []
    label = review["label"]
    fields = {"transaction_id": review["transaction_id"], **{name: label[name] for name in ("label", "source", "at")}}
    at = float(review["decided_at"])
    return [LabelAttempt(fields=fields, status="stored", http_status=OK, sent=at, answered=at)]


def history_of(row: FoundItem | None) -> Sequence[FoundItem]:
    """Return the labels that a row holds."""
    history: Sequence[FoundItem] = row["history"] if row else ()
    return history


def _judge(
    attempts: Sequence[LabelAttempt], row: FoundItem | None, *, stored: bool, allowances: Allowances
) -> Iterator[tuple[Violation, str]]:
    by_key: dict[LabelKey, list[LabelAttempt]] = {}
    for attempt in attempts:
        by_key.setdefault(attempt.key, []).append(attempt)
    for key, said in by_key.items():
        yield from _judge_label(said, sum(key_of(each) == key for each in _named(row)), stored=stored)
    for attempt in attempts:
        known = attempt.http_status == OK or attempt.http_status in KNOWN_FAILURES or allowances.crashes
        if not known:
            yield "wrong", f"labels were answered {attempt.http_status}, which no contract knows"
    for each in _named(row):
        if not any(_may_be(each, attempt) for attempt in by_key.get(key_of(each), ())):
            yield "wrong", f"a label that nobody sent, or not at that time: {each}"
    if history_of(row) and row:
        yield from _judge_latest(row)


def _judge_label(said: Sequence[LabelAttempt], found: int, *, stored: bool) -> Iterator[tuple[Violation, str]]:
    statuses, label = {each.status for each in said if each.status}, said[0].fields
    if found > 1:
        yield "doubled", f"{found} times in the row: {label}"
    if "refused" in statuses and (found or len(statuses) > 1):
        yield "wrong", f"refused, and answered otherwise or stored: {label}"
    if found or "refused" in statuses:
        return
    if any(each.in_force for each in said):
        yield "lost", f"said to be in force, and not in the row: {label}"
    elif stored:
        yield "lost", f"its transaction is stored, and no repeat was taken: {label}"


def _judge_latest(row: FoundItem) -> Iterator[tuple[Violation, str]]:
    """Yield what is wrong with the label that counts; it must be one of the latest, of one time the last received."""
    latest = max((each["at"], each["received"]) for each in row["history"])
    named = {name: row.get(name) for name in LAST}
    candidates = [each for each in row["history"] if (each["at"], each["received"]) == latest]
    if not any({name: each.get(name) for name in LAST} == named for each in candidates):
        yield "wrong", f"{named} counts, and not {candidates}"


def _named(row: FoundItem | None) -> Iterator[Mapping[str, object]]:
    """Yield the labels of a row as clients send them, with the time of their receipt."""
    for each in history_of(row):
        yield {**each, "transaction_id": row and row["transaction_id"]}


def _may_be(each: Mapping[str, object], attempt: LabelAttempt) -> bool:
    """Return whether an attempt was under way when a label was received; clocks are the same, in whole milliseconds."""
    return attempt.sent - 1 <= float(str(each["received"])) <= attempt.answered + 1
