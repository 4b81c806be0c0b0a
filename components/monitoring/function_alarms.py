"""The alarms of the functions: those of any function, then those of Processing and of Scoring alone."""

from collections.abc import Iterator

from components.compute.function import Function
from components.monitoring.alarms import AlarmDefinition, MetricMath
from components.monitoring.metrics import function_metric
from components.monitoring.targets import Thresholds

NEAR_TIMEOUT = 0.8
"""Share of a function's timeout that its slowest invocations may take."""


def any_function_alarms(function: Function, thresholds: Thresholds, *, reads_only: bool) -> Iterator[AlarmDefinition]:
    """Yield the alarms of errors, error rate and throttles; no transaction is in danger where it only reads."""
    name = function.pulumi_resource_name
    errors, invocations = function_metric(function, "Errors"), function_metric(function, "Invocations")
    yield AlarmDefinition(
        name=f"{name}-errors",
        meaning=f"More than one invocation of {name} failed within five minutes.",
        section="errors",
        measure=errors,
        threshold=1,
        critical=False,
    )
    yield AlarmDefinition(
        name=f"{name}-error-rate",
        meaning=f"Over {thresholds.error_percent} % of the invocations of {name} have failed for ten minutes.",
        section="error-rate",
        measure=MetricMath(expression="IF(inv>0,100*err/inv,0)", metrics={"err": errors, "inv": invocations}),
        threshold=thresholds.error_percent,
        periods=2,
        critical=not reads_only,
    )
    yield AlarmDefinition(
        name=f"{name}-throttles",
        meaning=f"Invocations of {name} have been held back for want of concurrency for 15 minutes.",
        section="throttles",
        measure=function_metric(function, "Throttles"),
        periods=3,
        critical=False,
    )


def near_timeout_alarm(function: Function) -> AlarmDefinition:
    """Return the alarm of invocations that come near the function's timeout."""
    name = function.pulumi_resource_name
    return AlarmDefinition(
        name=f"{name}-duration",
        meaning=f"One invocation of {name} in a hundred has come near its timeout of {function.timeout} s.",
        section="duration",
        measure=function_metric(function, "Duration", stat="p99"),
        threshold=NEAR_TIMEOUT * function.timeout * 1000,
        comparison="GreaterThanOrEqualToThreshold",
        periods=2,
        critical=False,
    )


def processing_alarms(function: Function, thresholds: Thresholds) -> Iterator[AlarmDefinition]:
    """Yield the alarms of the stream: its lag, and failed records that Lambda could not report."""
    name = function.pulumi_resource_name
    yield AlarmDefinition(
        name=f"{name}-iterator-age",
        meaning=f"Stored transactions have waited over {thresholds.lag_seconds} s in the stream for three minutes.",
        section="iterator-age",
        measure=function_metric(function, "IteratorAge", stat="Maximum", period=60),
        threshold=thresholds.lag_seconds * 1000,
        periods=3,
        critical=True,
    )
    yield AlarmDefinition(
        name=f"{name}-delivery-failures",
        meaning="Lambda gave up on stream records and could not say so in the processor's queue.",
        section="delivery-failures",
        measure=function_metric(function, "DestinationDeliveryFailures"),
        critical=True,
    )


def scoring_alarms(function: Function, thresholds: Thresholds) -> Iterator[AlarmDefinition]:
    """Yield the alarms of Lambda's asynchronous queue: its lag, dropped events, and events lost for good."""
    name = function.pulumi_resource_name
    yield AlarmDefinition(
        name=f"{name}-event-age",
        meaning=f"Transactions have waited over {thresholds.lag_seconds} s for the scorer for three minutes.",
        section="event-age",
        measure=function_metric(function, "AsyncEventAge", stat="Maximum", period=60),
        threshold=thresholds.lag_seconds * 1000,
        periods=3,
        critical=True,
    )
    yield AlarmDefinition(
        name=f"{name}-events-dropped",
        meaning="Lambda gave up on batches that the scorer could not score; they are unscored until redriven.",
        section="events-dropped",
        measure=function_metric(function, "AsyncEventsDropped"),
        critical=True,
    )
    yield AlarmDefinition(
        name=f"{name}-dead-letter-errors",
        meaning="Lambda gave up on batches and could not put them into the scorer's queue; only the table has them.",
        section="dead-letter-errors",
        measure=function_metric(function, "DeadLetterErrors"),
        critical=True,
    )
