"""The timeline of one transaction in the pipeline, from its rows in the tables and from the logs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fraudctl.client.alert_facts import alert_facts
from fraudctl.client.decision_facts import decision_notes, score_and_outcome, score_reasons
from fraudctl.client.row_facts import format_amount, row_time
from fraudctl.client.scores import find_transaction
from fraudctl.observe.log_line import LogLine
from fraudctl.observe.logs import LogReader
from fraudctl.observe.timeline_event import TimelineEvent
from fraudctl.observe.told_events import told_events
from fraudctl.stacks.target import Target

BEFORE = timedelta(minutes=5)
"""The time before a transaction was stored in which its first line can have been written."""

LOGGED_LATER = timedelta(seconds=2)
"""Processing logs a batch once it is handed over, when Scoring may have finished it already."""

SEARCHED = timedelta(days=1)
"""The time before now in which logs are searched for a transaction that neither table holds."""

INGESTION, DECISION, PROCESSING, SCORING = "ingestion", "decision", "processing", "scoring"


DECIDED = "decision"
"""The attribute of a row whose transaction was decided in the request."""


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """All that is known of one id; `items` and `score` are its rows in the tables.

    There are several items where requests with one id and different timestamps raced.
    """

    transaction_id: str
    items: Sequence[Mapping[str, Any]]
    score: Mapping[str, Any] | None
    events: Sequence[TimelineEvent]


def collect_timeline(target: Target, transaction_id: str) -> Timeline:
    """Return the timeline of one transaction, from the tables and the logs of the stack."""
    items, score = find_transaction(target, transaction_id)
    received = [at for at in (row_time(item, "created_at") for item in items) if at]
    came = min(received, default=row_time(score, "scored_at") or datetime.now(UTC) - SEARCHED)
    logs, since = LogReader(target), came - BEFORE
    mine = _mentioning(logs, transaction_id, since)
    batch = _batch(logs, mine, came, row_time(score, "scored_at"))
    told = [*told_events(target, transaction_id)] if items else []
    events = [*_stored(items), *_scored(score), *(_event(line, transaction_id) for line in mine), *batch, *told]
    order = {INGESTION: 0, DECISION: 0, "transactions": 1, PROCESSING: 2, SCORING: 3}
    return Timeline(
        transaction_id=transaction_id,
        items=items,
        score=score,
        events=sorted(events, key=lambda event: (event.at, order.get(event.stage, len(order)))),
    )


def _mentioning(logs: LogReader, transaction_id: str, since: datetime) -> list[LogLine]:
    """Return the lines that name the transaction, and all others of the same invocations."""
    named = logs.read(logs.known(INGESTION, DECISION, PROCESSING, SCORING), since, text=transaction_id)
    whole = [line for line in named if _names(line, transaction_id)]
    for stage, request in {(line.stage, line.request_id) for line in whole if line.request_id}:
        for line in logs.read((stage,), since, text=request):
            if line.request_id == request and not line.routine and line not in whole:
                whole.append(line)
    return whole


def _batch(
    logs: LogReader, mine: Sequence[LogLine], came: datetime, scored: datetime | None
) -> Iterator[TimelineEvent]:
    """Yield the events of the batch in Processing: by Scoring's trace, as on AWS, else by the time in between.

    Processing logs counts, no ids; where no trace joins the two, the batch's size narrows it down.
    """
    traces = {line.trace_id for line in mine if line.stage == SCORING and line.trace_id}
    found = [line for trace in traces for line in logs.read((PROCESSING,), came - BEFORE, text=trace)]
    certain = [line for line in found if line.trace_id in traces and line not in mine]
    for line in certain:
        yield _event(line, "")
    if certain or not any(line.stage == SCORING for line in mine):
        return
    until = (scored or max(line.at for line in mine)) + LOGGED_LATER
    between = [line for line in logs.read((PROCESSING,), came, until) if "transactions" in line.fields]
    sizes = {line.fields.get("count") for line in mine if line.stage == SCORING}
    between = [line for line in between if line.fields["transactions"] in sizes] or between
    for line in between:
        only = "by time and size: no trace joins the two here" if len(between) == 1 else "one of the batches in between"
        yield TimelineEvent(at=line.at, stage=PROCESSING, what=line.message, detail=only, line=line)


def _stored(items: Sequence[Mapping[str, Any]]) -> Iterator[TimelineEvent]:
    for item in items:
        if stored := row_time(item, "created_at"):
            kept = f"amount {format_amount(item)}, merchant {item.get('merchant')}, timestamp {item.get('timestamp')}"
            what = f"received{' and decided' if DECIDED in item else ''}; the table holds the item"
            yield TimelineEvent(at=stored, stage="transactions", what=what, detail=kept)


def _scored(score: Mapping[str, Any] | None) -> Iterator[TimelineEvent]:
    scored = row_time(score, "scored_at")
    if not score or not scored:
        return
    why = ", ".join(score_reasons(score))
    detail = "; ".join([*([why] if why else []), *decision_notes(score)])
    yield TimelineEvent(at=scored, stage="scores", what=f"score {score_and_outcome(score)}", detail=detail)
    for fact in alert_facts(score):
        yield TimelineEvent(at=fact.at or scored, stage="alerts", what=fact.what, detail=fact.detail)


def _event(line: LogLine, transaction_id: str) -> TimelineEvent:
    """Return the event of a log line; of a batch's line only the part about this transaction."""
    if transaction_id:
        own = {name: _own(value, transaction_id) for name, value in line.fields.items()}
        line = replace(line, fields=own)
    return TimelineEvent(at=line.at, stage=line.stage, what=line.message, line=line)


def _own(value: Any, transaction_id: str) -> Any:
    """Return of a list that mentions the transaction only those parts."""
    if not isinstance(value, list):
        return value
    return [each for each in value if _within(each, transaction_id)] or value


def _names(line: LogLine, transaction_id: str) -> bool:
    """Return whether the id is a value in the line, not a part of a longer one."""
    return _within(dict(line.fields), transaction_id)


def _within(value: Any, transaction_id: str) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    return any(_within(each, transaction_id) for each in value) if isinstance(value, list) else value == transaction_id
