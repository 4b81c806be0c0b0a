"""A redrive handler under which a message's body says what will happen."""

import threading
from typing import Any

from fraudctl.recovery import RedriveResult
from fraudctl.recovery.errors import Contradicted, Retryable, Unprocessable
from fraudctl.recovery.redrive_loop import RedriveLoop, RedriveTask
from tests.fraudctl.recovery.scripted_aws import ScriptedQueue


class ScriptedHandler:
    """A handler that remembers the bodies of the messages that it redrove."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, body: str) -> RedriveTask:
        if body.startswith("garbage"):
            raise Unprocessable("cannot be read")
        return lambda: self._do(body)

    def _do(self, body: str) -> int:
        if body.startswith("conflict"):
            raise Contradicted("is a conflict", subject="tx-9")
        if body.startswith("outage"):
            raise Retryable("nothing took it")
        if body.startswith("half"):
            raise Retryable("took half of it", transactions=5)
        if body.startswith("mixed"):
            raise Unprocessable("one of them is none", transactions=7)
        with self._lock:
            new = body not in self.done
            self.done.append(body)
        return int(new)


def queue_with_held(count: int, *bodies: str) -> ScriptedQueue:
    """Return a queue of which another run holds the last `count` messages."""
    queue = ScriptedQueue(*bodies)
    queue.held = set(list(queue.bodies)[-count:])
    return queue


def run_redrive(queue: ScriptedQueue, handler: ScriptedHandler | None = None, **options: Any) -> RedriveResult:
    return RedriveLoop(queue=queue, handler=handler or ScriptedHandler(), clock=lambda: queue.now, **options)()
