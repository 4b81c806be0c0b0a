"""Everything that is watched for: the functions' alarms, and those of the API, the queues and the business."""

from collections.abc import Iterator

from components.api.api import Api
from components.monitoring import function_alarms
from components.monitoring.alarms import Alarm, Band, Formula
from components.monitoring.metrics import BANDS, of_api, of_business, of_queue, of_writes
from components.monitoring.targets import Limits, Watched

HELD = {
    "ingestion-queue": "Transactions that were accepted while the table took none wait to be stored.",
    "processor-queue": "Stream records that are no transactions, or that Lambda gave up on, wait to be looked into.",
    "scorer-queue": "Batches that could not be scored wait to be scored.",
}
"""What waits in each function's queue, by the runbook's section on it, in the order of a transaction's way."""


def alarms(watched: Watched, limits: Limits) -> Iterator[Alarm]:
    """All but the composite one, which is made of these."""
    yield from _of_the_api(watched.api, limits)
    for function in watched.functions:
        yield from function_alarms.of_any(function, limits)
    yield from function_alarms.of_processing(watched.processing, limits)
    yield from function_alarms.of_scoring(watched.scoring, limits)
    yield from _of_the_queues(watched)
    yield from _of_the_business(watched)


def _of_the_api(api: Api, limits: Limits) -> Iterator[Alarm]:
    name = api.pulumi_resource_name
    yield Alarm(
        name=f"{name}-5xx",
        meaning="The API failed more than one request within five minutes; their clients were promised nothing.",
        section="api-5xx",
        reads=of_api(api, "5XXError"),
        threshold=1,
        harm=True,
    )
    yield Alarm(
        name=f"{name}-latency",
        meaning=f"One answer in a hundred has taken over {limits.latency_milliseconds} ms for 15 minutes.",
        section="api-latency",
        reads=of_api(api, "Latency", stat="p99"),
        threshold=limits.latency_milliseconds,
        periods=3,
        harm=False,
    )


def _of_the_queues(watched: Watched) -> Iterator[Alarm]:
    for function, (section, meaning) in zip(watched.functions, HELD.items(), strict=True):
        yield Alarm(
            name=f"{function.dead_letters.pulumi_resource_name}-not-empty",
            meaning=meaning,
            section=section,
            reads=of_queue(function.dead_letters),
            threshold=1,
            comparison="GreaterThanOrEqualToThreshold",
            harm=True,
        )


def _of_the_business(watched: Watched) -> Iterator[Alarm]:
    bands = {name.lower(): of_business(watched.suffix, name) for name in BANDS}
    scored = "+".join(f"FILL({name},0)" for name in bands)
    yield Alarm(
        name="fraud-detection-undurable",
        meaning="Neither table nor queue took transactions; their clients were told to send them again.",
        section="undurable",
        reads=of_business(watched.suffix, "Undurable"),  # within a batch they are no 5xx
        harm=True,
    )
    yield Alarm(
        name="fraud-detection-nothing-scored",
        meaning="Transactions have been stored for 15 minutes, and not one was scored.",
        section="nothing-scored",
        # what is stored is DynamoDB's own count: were it Processing's, its standstill would silence this alarm
        reads=Formula(
            expression=f"IF((FILL(stored,0)>0) AND (({scored})==0),1,0)",
            readings={"stored": of_writes(watched.transactions), **bands},
        ),
        periods=3,
        harm=True,
    )
    yield Alarm(
        name="fraud-alerts-volume",
        meaning="Far more or far fewer alerts than usual at this hour have been sent for 30 minutes.",
        section="alert-volume",
        reads=Band(reading=of_business(watched.suffix, "Alerts", period=900), deviations=3),
        comparison="LessThanLowerOrGreaterThanUpperThreshold",
        periods=2,
        harm=False,
    )
