"""What is watched for at the functions: any of them, then what only Processing and only Scoring can suffer."""

from collections.abc import Iterator

from components.compute.function import Function
from components.monitoring.alarms import Alarm, Formula
from components.monitoring.metrics import of_function
from components.monitoring.targets import Limits

NEAR_TIMEOUT = 0.8
"""Share of a function's timeout that its slowest invocations may take."""


def of_any(function: Function, limits: Limits) -> Iterator[Alarm]:
    """Failing, failing often, held back, slow."""
    name = function.pulumi_resource_name
    errors, invocations = of_function(function, "Errors"), of_function(function, "Invocations")
    yield Alarm(
        name=f"{name}-errors",
        meaning=f"More than one invocation of {name} failed within five minutes.",
        section="errors",
        reads=errors,
        threshold=1,
        harm=False,
    )
    yield Alarm(
        name=f"{name}-error-rate",
        meaning=f"Over {limits.error_percent} % of the invocations of {name} have failed for ten minutes.",
        section="error-rate",
        reads=Formula(expression="IF(inv>0,100*err/inv,0)", readings={"err": errors, "inv": invocations}),
        threshold=limits.error_percent,
        periods=2,
        harm=True,
    )
    yield Alarm(
        name=f"{name}-throttles",
        meaning=f"Invocations of {name} have been held back for want of concurrency for 15 minutes.",
        section="throttles",
        reads=of_function(function, "Throttles"),
        periods=3,
        harm=False,
    )
    yield Alarm(
        name=f"{name}-duration",
        meaning=f"One invocation of {name} in a hundred has come near its timeout of {function.timeout} s.",
        section="duration",
        reads=of_function(function, "Duration", stat="p99"),
        threshold=NEAR_TIMEOUT * function.timeout * 1000,
        comparison="GreaterThanOrEqualToThreshold",
        periods=2,
        harm=False,
    )


def of_processing(function: Function, limits: Limits) -> Iterator[Alarm]:
    """The stream: behind it, and what was given up on and not even reported."""
    name = function.pulumi_resource_name
    yield Alarm(
        name=f"{name}-iterator-age",
        meaning=f"Stored transactions have waited over {limits.lag_seconds} s in the stream for three minutes.",
        section="iterator-age",
        reads=of_function(function, "IteratorAge", stat="Maximum", period=60),
        threshold=limits.lag_seconds * 1000,
        periods=3,
        harm=True,
    )
    yield Alarm(
        name=f"{name}-delivery-failures",
        meaning="Lambda gave up on stream records and could not say so in the processor's queue.",
        section="delivery-failures",
        reads=of_function(function, "DestinationDeliveryFailures"),
        harm=True,
    )


def of_scoring(function: Function, limits: Limits) -> Iterator[Alarm]:
    """The asynchronous queue: behind it, what was given up on, and what was given up on and not even kept."""
    name = function.pulumi_resource_name
    yield Alarm(
        name=f"{name}-event-age",
        meaning=f"Transactions have waited over {limits.lag_seconds} s for the scorer for three minutes.",
        section="event-age",
        reads=of_function(function, "AsyncEventAge", stat="Maximum", period=60),
        threshold=limits.lag_seconds * 1000,
        periods=3,
        harm=True,
    )
    yield Alarm(
        name=f"{name}-events-dropped",
        meaning="Lambda gave up on batches that the scorer could not score; they are unscored until redriven.",
        section="events-dropped",
        reads=of_function(function, "AsyncEventsDropped"),
        harm=True,
    )
    yield Alarm(
        name=f"{name}-dead-letter-errors",
        meaning="Lambda gave up on batches and could not put them into the scorer's queue; only the table has them.",
        section="dead-letter-errors",
        reads=of_function(function, "DeadLetterErrors"),
        harm=True,
    )
