"""The recovery tells what left the queues from what stays in them."""

from types import SimpleNamespace
from typing import Any

import pytest

from chaos import recovery
from fraudctl.recovery import RedriveResult
from fraudctl.recovery.redrive_result import MessageResult


def test_all_that_a_redrive_keeps_stays_and_is_not_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    each = [MessageResult(message_id="m", kind="failed")]
    result = RedriveResult(dry_run=False, redriven=1, duplicate=1, repeats=1, poison=each, conflicts=each, failed=each)
    monkeypatch.setattr(recovery, "redrive_queue", lambda *_: result)
    waiting = {"ingestion": 6, "processing": 0, "scoring": 0}
    stack: Any = SimpleNamespace(target=None, queued_messages=lambda: waiting)

    left, kept = recovery.redrive_queues(stack, recovery.NOTHING_KEPT)

    assert (left, kept) == (3, {"ingestion": 3})
