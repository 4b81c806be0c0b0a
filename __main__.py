"""The wiring: settings, what the components share, the three of them along the way of a transaction, exports."""

import pulumi

from components.api import Throttle
from components.code import Layer, LayerArgs, handlers_archive
from components.function import Runtime
from components.ingestion import Ingestion, IngestionArgs
from components.processing import Processing, ProcessingArgs
from components.scoring import Scoring, ScoringArgs
from components.settings import Settings
from components.tables import ScoresTable, TableArgs, TransactionsTable
from components.tags import tagged
from components.topic import AlertsTopic, AlertsTopicArgs

settings = Settings.load(pulumi.Config())
pulumi.runtime.register_stack_transformation(tagged(settings.suffix))

table_args = TableArgs(suffix=settings.suffix, protect=settings.protect_data)
transactions = TransactionsTable("transactions", table_args)
scores = ScoresTable("fraud-scores", table_args)
alerts = AlertsTopic("fraud-alerts", AlertsTopicArgs(suffix=settings.suffix, emails=settings.alert_emails))

layer_args = LayerArgs(suffix=settings.suffix, python=settings.vendor_python, platform=settings.vendor_platform)
runtime = Runtime(
    suffix=settings.suffix,
    code=handlers_archive(),
    layer_arn=Layer("fraud-detection-packages", layer_args).arn,
    log_retention_days=settings.log_retention_days,
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
    ),
)

pulumi.export("api_endpoint", ingestion.endpoint)
pulumi.export("transactions_table_name", transactions.name)
pulumi.export("fraud_scores_table_name", scores.name)
pulumi.export("fraud_alerts_topic_arn", alerts.arn)
pulumi.export("alert_threshold", str(settings.alert_threshold))
for stage, function in {
    "ingestion": ingestion.function,
    "processing": processing.function,
    "scoring": scoring.function,
}.items():
    pulumi.export(f"{stage}_function_name", function.name)
    pulumi.export(f"{stage}_queue_url", function.dead_letters.url)
