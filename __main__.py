"""The wiring: settings, what the components share, the three of them along the way of a transaction, exports."""

import pulumi

from components.api.api import Throttle
from components.boundary import bounded
from components.compute.code import Layer, LayerArgs, handlers_archive
from components.compute.function import Runtime
from components.ingestion import Ingestion, IngestionArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.monitoring.targets import Limits, Watched
from components.processing import Processing, ProcessingArgs
from components.scoring import SCORER, Scoring, ScoringArgs
from components.settings import Settings
from components.storage.alerts_topic import AlertsTopic, AlertsTopicArgs
from components.storage.key import Key, KeyArgs
from components.storage.subscriptions import Subscribers
from components.storage.tables import ScoresTable, TableArgs, TransactionsTable
from components.tags import tagged

settings = Settings.load(pulumi.Config())
pulumi.runtime.register_stack_transformation(tagged(settings.suffix))
if settings.permissions_boundary:
    pulumi.runtime.register_stack_transformation(bounded(settings.permissions_boundary))

key = None
if settings.customer_managed_key:
    key = Key("fraud-detection", KeyArgs(suffix=settings.suffix, protect=settings.protect_data))

table_args = TableArgs(suffix=settings.suffix, protect=settings.protect_data, key=key)
transactions = TransactionsTable("transactions", table_args)
scores = ScoresTable("fraud-scores", table_args)
alerts = AlertsTopic(
    "fraud-alerts",
    AlertsTopicArgs(
        suffix=settings.suffix,
        publisher=SCORER,
        subscribers=Subscribers(emails=settings.alert_emails, expected=settings.protect_data),
        key=key,
        require_tls=settings.require_tls,
    ),
)

layer_args = LayerArgs(suffix=settings.suffix, python=settings.vendor_python, platform=settings.vendor_platform)
runtime = Runtime(
    suffix=settings.suffix,
    code=handlers_archive(),
    layer_arn=Layer("fraud-detection-packages", layer_args).arn,
    log_retention_days=settings.log_retention_days,
    key=key,
    require_tls=settings.require_tls,
)

scoring = Scoring(
    "scoring",
    ScoringArgs(
        runtime=runtime,
        scores=scores,
        alerts=alerts,
        alert_threshold=settings.alert_threshold,
        score_retention_days=settings.score_retention_days,
        reserved_concurrency=settings.scorer_concurrency,
    ),
)
processing = Processing(
    "processing",
    ProcessingArgs(
        runtime=runtime,
        transactions=transactions,
        scoring=scoring,
        score_retention_days=settings.score_retention_days,
        reserved_concurrency=settings.processor_concurrency,
    ),
)
ingestion = Ingestion(
    "ingestion",
    IngestionArgs(
        runtime=runtime,
        transactions=transactions,
        authorization=settings.authorization,
        throttle=Throttle(rate=settings.throttle_rate, burst=settings.throttle_burst),
        access_logs=settings.access_logs,
    ),
)

monitoring = Monitoring(
    "monitoring",
    MonitoringArgs(
        watched=Watched(
            suffix=settings.suffix,
            api=ingestion.api,
            ingestion=ingestion.function,
            transactions=transactions,
            processing=processing.function,
            scoring=scoring.function,
        ),
        limits=Limits(
            error_percent=settings.alarm_error_percent,
            lag_seconds=settings.alarm_lag_seconds,
            latency_milliseconds=settings.alarm_latency_milliseconds,
        ),
        subscribers=Subscribers(emails=settings.operations_emails, expected=settings.protect_data),
        runbook=settings.runbook,
        key=key,
        require_tls=settings.require_tls,
    ),
)

pulumi.export("api_endpoint", ingestion.endpoint)
pulumi.export("client_policy_arn", ingestion.client_policy_arn)
pulumi.export("transactions_table_name", transactions.name)
pulumi.export("fraud_scores_table_name", scores.name)
pulumi.export("fraud_alerts_topic_arn", alerts.arn)
pulumi.export("operations_topic_arn", monitoring.operations_topic_arn)
pulumi.export("dashboard_url", monitoring.dashboard_url)
pulumi.export("alert_threshold", str(settings.alert_threshold))
for stage, function in {
    "ingestion": ingestion.function,
    "processing": processing.function,
    "scoring": scoring.function,
}.items():
    pulumi.export(f"{stage}_function_name", function.name)
    pulumi.export(f"{stage}_queue_url", function.dead_letters.url)
