"""A delivery to a function that answers from a script, and a journal of its steps."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence

from emulator.streams.delivery import Delivery, Discard, Invoke
from emulator.streams.mapping import StreamMapping
from emulator.streams.record import StreamRecord
from emulator.streams.response import InvocationResult, NotInvoked, Response

ARRIVED = 1_700_000_000.0

MAPPING = StreamMapping(
    function_name="processor",
    stream_arn="arn:aws:dynamodb:eu-west-1:123456789012:table/transactions/stream/2026-01-01T00:00:00.000",
    batch_size=100,
    maximum_retry_attempts=2,
    maximum_record_age_seconds=-1,
    bisect_on_error=False,
    report_batch_item_failures=True,
    on_failure_queue_arn="arn:aws:sqs:eu-west-1:123456789012:dead-letters",
    starting_position="TRIM_HORIZON",
    batching_window_seconds=0,
)
BISECTING = dataclasses.replace(MAPPING, bisect_on_error=True)

SUCCESS = Response(request_id="r", payload=None)
ERROR = Response(request_id="r", payload={"errorType": "Boom"}, function_error="Unhandled")
THROTTLED = NotInvoked(reason="TooManyRequestsException")

ScriptedFunction = Callable[[Sequence[StreamRecord]], InvocationResult]


def records(count: int) -> list[StreamRecord]:
    """Return records numbered from 1, one a second."""
    return [
        StreamRecord(sequence_number=f"{number:05}", arrived=ARRIVED + number, event={"number": number})
        for number in range(1, count + 1)
    ]


def numbers(some: Iterable[StreamRecord]) -> list[int]:
    return [record.event["number"] for record in some]


def reported(*failed: int) -> Response:
    failures = [{"itemIdentifier": f"{number:05}"} for number in failed]
    return Response(request_id="r", payload={"batchItemFailures": failures})


def script(*results: InvocationResult) -> ScriptedFunction:
    """Return a function that gives these results in turn, then success for ever."""
    left = iter(results)
    return lambda _: next(left, SUCCESS)


def poisoned(*poison: int) -> ScriptedFunction:
    """Return a function that fails for every batch with one of these records."""
    return lambda batch: ERROR if set(numbers(batch)) & set(poison) else SUCCESS


@dataclasses.dataclass
class Journal:
    """The steps of a delivery, in order."""

    invoked: list[list[int]] = dataclasses.field(default_factory=list)
    delays: list[float] = dataclasses.field(default_factory=list)
    outcomes: list[InvocationResult] = dataclasses.field(default_factory=list)
    discards: list[Discard] = dataclasses.field(default_factory=list)
    ends: list[int] = dataclasses.field(default_factory=list)
    """The records as they left the delivery, processed or discarded."""

    @property
    def discarded(self) -> list[list[int]]:
        return [numbers(discard.records) for discard in self.discards]


def run_delivery(
    batch: Sequence[StreamRecord],
    mapping: StreamMapping,
    function: ScriptedFunction,
    clock: Callable[[], float] = lambda: ARRIVED,
) -> Journal:
    """Run a delivery to its end, and return its steps."""
    journal = Journal()
    delivery = Delivery(batch, mapping)
    before = numbers(delivery.pending)
    while step := delivery.step(clock()):
        match step:
            case Invoke():
                outcome = function(step.records)
                journal.invoked.append(numbers(step.records))
                journal.delays.append(step.delay)
                journal.outcomes.append(outcome)
                delivery.invoked(outcome)
            case Discard():
                journal.discards.append(step)
                delivery.discarded(step)
        after = numbers(delivery.pending)
        assert before[len(before) - len(after) :] == after, "records leave from the front only"
        journal.ends += before[: len(before) - len(after)]
        before = after
    return journal
