"""Ingestion's promises, checked after a run: nothing accepted is lost, overwritten, doubled or contradicted."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from handlers.aws.attributes import from_attributes
from tests.interleavings.ingestions import DECIDING, STAMPS, TABLE, ClientResult, IngestionScene, expected_fields
from tests.interleavings.schedule import ScheduledRun


def broken_promises(scene: IngestionScene, run: ScheduledRun) -> list[str]:
    """Return a sentence for every promise that the run broke."""
    return [*_overwritten(scene), *_lost(scene, run), *_doubled(scene, run), *_contradicted(scene, run)]


def _overwritten(scene: IngestionScene) -> Iterator[str]:
    for write in scene.world.aws.writes:
        if write.table == TABLE and write.before is not None and write.before != write.after:
            yield f"overwritten: {from_attributes(write.before)} by {from_attributes(write.after)}"


def _lost(scene: IngestionScene, run: ScheduledRun) -> Iterator[str]:
    """Yield promised transactions that are neither in the table nor, after a fault, in the queue."""
    for each in scene.said:
        if each.promised and not any(_is(row, each, run) for row in scene.rows):
            waits = [
                body
                for body in map(_body, scene.world.aws.messages)
                if expected_fields(body) == expected_fields(each.request)
            ]
            if not (run.struck and waits):
                yield f"lost: {each}"


def _doubled(scene: IngestionScene, run: ScheduledRun) -> Iterator[str]:
    """Yield ids with several rows, unless requests with different or no timestamps ran at the same time."""
    for identity in {row["transaction_id"] for row in scene.rows}:
        rows = [row for row in scene.rows if row["transaction_id"] == identity]
        if len(rows) > 1 and not _excused(scene, run, identity):
            yield f"doubled: {rows}"


def _excused(scene: IngestionScene, run: ScheduledRun, identity: str) -> bool:
    concerned = [
        (number, request.get("timestamp"))
        for number, client in enumerate(scene.clients)
        for request in client.requests
        if request["transaction_id"] == identity
    ]
    return any(
        run.overlap(one, other)
        and (ours != theirs or ours is None)
        and {scene.clients[one].route, scene.clients[other].route} - set(DECIDING)
        for one, ours in concerned
        for other, theirs in concerned
        if one < other
    )


def _contradicted(scene: IngestionScene, run: ScheduledRun) -> Iterator[str]:
    """Yield answers that a repeat contradicts, and answers that are not in the contract."""
    for again in (each for each in scene.said if each.again):
        for first in scene.said:
            same_request = (first.client, first.request) == (again.client, again.request)
            if first.again or not same_request or not first.promised or run.struck:
                continue
            moved = "timestamp" not in first.request and _stored_twice(scene, first.request["transaction_id"])
            if not again.promised or (again.timestamp != first.timestamp and not moved):
                yield f"contradicted: {first}, then {again}"
    for each in scene.said:
        if each.status not in ("200", "409", "503", "stored", "duplicate", "conflict", "unavailable"):
            yield f"refused: {each}"


def _stored_twice(scene: IngestionScene, identity: str) -> bool:
    """Return whether an id has two rows, the documented exception; a repeat without a timestamp may get either."""
    return len([row for row in scene.rows if row["transaction_id"] == identity]) > 1


def _is(row: Mapping[str, Any], said: ClientResult, run: ScheduledRun) -> bool:
    """Return whether a row is the promised one; a queued request without a timestamp may get another's."""
    content = {name: value for name, value in row.items() if name not in STAMPS}
    moved = run.struck and "timestamp" not in said.request
    return content == {**expected_fields(said.request), "timestamp": row["timestamp"] if moved else said.timestamp}


def _body(message: Mapping[str, Any]) -> Any:
    return json.loads(message["MessageBody"])["request"]
