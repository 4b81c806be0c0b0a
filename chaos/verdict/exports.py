"""The verdict on exports: each payment that was complete stands in the files once, with what the tables hold of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from chaos.export_book import ExportedLine, ExportOfKind
from chaos.ledger import Ledger
from chaos.verdict.evidence import STAMPS
from chaos.verdict.final_state import FinalState, FoundItem
from chaos.verdict.judge import BrokenPromise, Violation
from chaos.verdict.labels import history_of
from chaos.verdict.stored_times import milliseconds_of

BESIDE = frozenset({"exported", "label", "label_received", "declined"})
"""Fields of a line that the client did not send."""
DECIDED = ("outcome", "fraud_score", "tags", "override")
"""Attributes of a score that a line repeats."""
LABEL = ("label", "source", "at", "received")

Finding = tuple[Violation, str]


def judge_exports(ledger: Ledger, kind: str, found: FinalState) -> Iterator[BrokenPromise]:
    """Compare the lines of a kind's payments with the tables, for each export that was made while they came in."""
    for export in (each for each in ledger.exports if each.kind == kind):
        for name in export.broken_files:
            yield BrokenPromise(fault="wrong", transaction_id=name, what="a file that is not as the manifest says")
        stored = {
            (name, int(item["timestamp"])): item
            for name in ledger.attempts_of(kind)
            for item in found.stored.get(name, ())
        }
        for key in {**dict.fromkeys(export.lines), **stored}:
            for fault, what in _judge(key, stored.get(key), export, ledger, found):
                yield BrokenPromise(fault=fault, transaction_id=key[0], what=f"export: {what}")


def _judge(
    key: tuple[str, int], item: FoundItem | None, export: ExportOfKind, ledger: Ledger, found: FinalState
) -> Iterator[Finding]:
    name, timestamp = key
    lines = export.lines.get(key, ())
    if item is None:
        yield "wrong", "a line of a payment that is not stored"
        return
    score = found.scores.get(name)
    scored = score if score and int(score["timestamp"]) == timestamp else None
    complete = scored is not None and milliseconds_of(scored["scored_at"]) < export.began
    if complete and not lines and export.since <= timestamp < export.until:
        yield "lost", "complete before it began, and in no file"
    if len(lines) > 1:
        yield "doubled", f"{len(lines)} lines"
    for line in lines:
        beside = STAMPS | ledger.row_attributes(name, timestamp).keys()
        sent = {field: value for field, value in item.items() if field not in beside and value != {}}
        if {field: value for field, value in line.items() if field not in BESIDE} != sent:  # no metadata at all is none
            yield "wrong", f"{line} instead of {sent}"
        yield from _judge_decision(line, scored if complete else None)
        yield from _judge_labels(line, found.labels.get(name), export.began)
        yield from _judge_review(line, found.reviews.get(name), export.began)


def _judge_decision(line: ExportedLine, score: FoundItem | None) -> Iterator[Finding]:
    if score is None:
        return
    told: Mapping[str, Any] = line["exported"].get("decision", {})
    for name in DECIDED:
        if told.get(name) != _plain(score.get(name)):
            yield "wrong", f"{name} {told.get(name)} instead of {score.get(name)}"
    reasons = [each["reason"] for each in told.get("reasons", ())]
    if reasons != [each["reason"] for each in score["reasons"]]:
        yield "wrong", f"reasons {reasons}"


def _judge_labels(line: ExportedLine, row: FoundItem | None, began: float) -> Iterator[Finding]:
    held = {_label(each): float(each["received"]) for each in history_of(row)}
    exported = list(map(_label, line["exported"].get("labels", ())))
    if len(set(exported)) < len(exported):
        yield "doubled", f"labels {exported}"
    for each in set(exported) - held.keys():
        yield "wrong", f"a label that is not in the table: {each}"
    for each, received in held.items():
        if received < began and each not in exported:
            yield "lost", f"a label of before it began: {each}"


def _judge_review(line: ExportedLine, row: FoundItem | None, began: float) -> Iterator[Finding]:
    review = line["exported"].get("review", {})
    if row is None:
        if review:
            yield "wrong", "a review that is not in the table"
        return
    final = row.get("final_outcome")
    if not review and float(row["opened_at"]) < began:
        yield "lost", "a review that was open before it began"
    if "final_outcome" in review and review["final_outcome"] != final:
        yield "wrong", f"a review that came to {review['final_outcome']} instead of {final}"
    if final and float(row["decided_at"]) < began and "final_outcome" not in review:
        yield "lost", f"a review that had come to {final} before it began"


def _label(label: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(label.get(name) for name in LABEL)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, set | frozenset) else value
