"""All alarms of the pipeline: of its functions, the API, the queues, of scores, strategies and what is known."""

from collections.abc import Iterator

from components.api.api import Api
from components.monitoring.alarms import AlarmDefinition, AnomalyBand, MetricMath
from components.monitoring.decision_alarms import decision_alarms
from components.monitoring.function_alarms import (
    any_function_alarms,
    near_timeout_alarm,
    processing_alarms,
    scoring_alarms,
)
from components.monitoring.knowledge_alarms import label_alarms, profile_alarms
from components.monitoring.metrics import (
    SCORE_BANDS,
    api_metric,
    business_metric,
    queue_metric,
    writes_metric,
)
from components.monitoring.review_alarms import review_alarms
from components.monitoring.score_drift import score_drift_alarm
from components.monitoring.strategy_alarms import strategy_alarms
from components.monitoring.targets import MonitoringTargets, Thresholds

QUEUE_ALARMS = {
    "ingestion-queue": "Transactions that were accepted while the table took none wait to be stored.",
    "processor-queue": "Stream records that are no transactions, or that Lambda gave up on, wait to be looked into.",
    "scorer-queue": "Batches that could not be scored wait to be scored.",
    "feedback-queue": "The schedule of reviews failed three times in a row; its later runs may have done the work.",
}
"""Section of the runbook → meaning, for each function's queue, in the order of the functions."""


def pipeline_alarms(
    targets: MonitoringTargets, thresholds: Thresholds, *, suffix: str, prefix: str
) -> Iterator[AlarmDefinition]:
    """Yield all alarms but the composite one, which is made of these.

    An alarm of one part has the part's name; one of the whole pipeline begins with `prefix`.
    """
    yield from _api_alarms(targets.api, thresholds)
    for function in targets.functions:
        yield from any_function_alarms(function, thresholds, reads_only=function is targets.queries)
        if function is not targets.decision:  # its clients are promised an answer long before its timeout
            yield near_timeout_alarm(function)
    yield from decision_alarms(targets, thresholds, suffix)
    yield from processing_alarms(targets.processing, thresholds)
    yield from scoring_alarms(targets.scoring, thresholds)
    yield from _queue_alarms(targets)
    yield from _business_alarms(targets, suffix, prefix)
    yield from strategy_alarms(targets, thresholds, suffix=suffix, prefix=prefix)
    yield score_drift_alarm(thresholds, suffix=suffix, prefix=prefix)
    yield from profile_alarms(targets.profiles, suffix)
    yield from label_alarms(suffix, prefix)
    yield from review_alarms(targets, thresholds, suffix)


def _api_alarms(api: Api, thresholds: Thresholds) -> Iterator[AlarmDefinition]:
    name = api.pulumi_resource_name
    yield AlarmDefinition(
        name=f"{name}-5xx",
        meaning="The API failed more than one request within five minutes; their clients were promised nothing.",
        section="api-5xx",
        measure=api_metric(api, "5XXError"),
        threshold=1,
        critical=True,
    )
    yield AlarmDefinition(
        name=f"{name}-latency",
        meaning=f"One answer in a hundred has taken over {thresholds.latency_milliseconds} ms for 15 minutes.",
        section="api-latency",
        measure=api_metric(api, "Latency", stat="p99"),
        threshold=thresholds.latency_milliseconds,
        periods=3,
        critical=False,
    )


def _queue_alarms(targets: MonitoringTargets) -> Iterator[AlarmDefinition]:
    for function, (section, meaning) in zip(targets.with_queues, QUEUE_ALARMS.items(), strict=True):
        yield AlarmDefinition(
            name=f"{function.dead_letters.pulumi_resource_name}-not-empty",
            meaning=meaning,
            section=section,
            measure=queue_metric(function.dead_letters),
            threshold=1,
            comparison="GreaterThanOrEqualToThreshold",
            critical=True,
        )


def _business_alarms(targets: MonitoringTargets, suffix: str, prefix: str) -> Iterator[AlarmDefinition]:
    bands = {name.lower(): business_metric(suffix, name) for name in SCORE_BANDS}
    scored = "+".join(f"FILL({name},0)" for name in bands)
    yield AlarmDefinition(
        name=f"{prefix}fraud-detection-undurable",
        meaning="Neither table nor queue took transactions; their clients were told to send them again.",
        section="undurable",
        measure=business_metric(suffix, "Undurable"),  # within a batch they are no 5xx
        critical=True,
    )
    yield AlarmDefinition(
        name=f"{prefix}fraud-detection-nothing-scored",
        meaning="Transactions have been stored for 15 minutes, and not one was scored.",
        section="nothing-scored",
        # DynamoDB counts what is stored: if Processing counted it, its standstill would silence this alarm
        measure=MetricMath(
            expression=f"IF((FILL(stored,0)>0) AND (({scored})==0),1,0)",
            metrics={"stored": writes_metric(targets.transactions), **bands},
        ),
        periods=3,
        critical=True,
    )
    yield AlarmDefinition(
        name=f"{prefix}fraud-alerts-volume",
        meaning="Far more or far fewer alerts than usual at this hour have been sent for 30 minutes.",
        section="alert-volume",
        measure=AnomalyBand(metric=business_metric(suffix, "Alerts", period=900), deviations=3),
        comparison="LessThanLowerOrGreaterThanUpperThreshold",
        periods=2,
        critical=False,
    )
