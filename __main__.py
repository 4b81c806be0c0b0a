"""The wiring: settings, shared tables and topic, the stages in the order of their needs, monitoring, exports."""

import pulumi

from components.api.api import Api, ApiArgs, Throttle
from components.api.routes import RouteFunctions
from components.compute.code import FunctionCode, Layer, LayerArgs, handlers_archive
from components.context import Context
from components.decisions import DECISION, Decisions, DecisionsArgs
from components.erasures import ErasureOfficers, ErasureOfficersArgs
from components.exporters import Exporters, ExportersArgs
from components.feedback import Feedback, FeedbackArgs
from components.fraud_detector_api import FraudDetectorApi, FraudDetectorApiArgs
from components.ingestion import Ingestion, IngestionArgs
from components.monitoring import DASHBOARD, Monitoring, MonitoringArgs
from components.monitoring.targets import MonitoringTargets, Thresholds
from components.operators import ProfileOperators, ProfileOperatorsArgs
from components.processing import Processing, ProcessingArgs
from components.queries import Queries, QueriesArgs
from components.scoring import SCORER, Scoring, ScoringArgs
from components.settings import Settings
from components.storage.alerts_topic import AlertsTopic, AlertsTopicArgs
from components.storage.decisions_table import DecisionsTable
from components.storage.events_topic import EventsTopic, EventsTopicArgs
from components.storage.key import Key, KeyArgs
from components.storage.labels_table import LabelsTable
from components.storage.profiles_table import ProfilesTable
from components.storage.reviews_table import ReviewsTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import ScoresTable, TransactionsTable, TransactionsTableArgs
from components.strategies import StrategyOperators, StrategyOperatorsArgs
from components.tags import set_permissions_boundary, tag_environment

settings = Settings.load(pulumi.Config())
pulumi.runtime.register_stack_transformation(tag_environment(settings.suffix))
if settings.permissions_boundary:
    pulumi.runtime.register_stack_transformation(set_permissions_boundary(settings.permissions_boundary))

key = None
if settings.customer_managed_key:
    key = Key("fraud-detection", KeyArgs(suffix=settings.suffix, protect=settings.protect_data))
context = Context(
    suffix=settings.suffix,
    key_arn=key.arn if key else None,
    require_tls=settings.require_tls,
    protect_data=settings.protect_data,
    log_retention_days=settings.log_retention_days,
)

transactions = TransactionsTable(
    "transactions", TransactionsTableArgs(context=context, expires=settings.transaction_retention_days > 0)
)
scores = ScoresTable("fraud-scores", context)
profiles = ProfilesTable("fraud-profiles", context)
labels = LabelsTable("fraud-labels", context)
reviews = ReviewsTable("fraud-reviews", context)
decisions_table = DecisionsTable("fraud-decisions", context)
strategies = StrategiesTable("fraud-strategies", context)
alerts = AlertsTopic("fraud-alerts", AlertsTopicArgs(context=context, publisher=SCORER, emails=settings.alert_emails))
events = EventsTopic(
    "fraud-events",
    EventsTopicArgs(context=context, webhooks=settings.webhooks, bus_arn=settings.event_bus),
)

layer = Layer(
    "fraud-detection-packages",
    LayerArgs(context=context, python=settings.vendor_python, platform=settings.vendor_platform),
)
code = FunctionCode(archive=handlers_archive(), layer_arn=layer.arn)

scoring = Scoring(
    "scoring",
    ScoringArgs(
        context=context,
        code=code,
        scores=scores,
        profiles=profiles,
        strategies=strategies,
        reviews=reviews,
        alerts=alerts,
        events=events,
        dashboard_url=context.dashboard_url(DASHBOARD),
        alert_threshold=settings.alert_threshold,
        review_hours=settings.review_hours,
        score_retention_days=settings.score_retention_days,
        profile_retention_days=settings.profile_retention_days,
        reserved_concurrency=settings.scorer_concurrency,
    ),
)
processing = Processing(
    "processing",
    ProcessingArgs(
        context=context,
        code=code,
        transactions=transactions,
        scoring=scoring,
        score_retention_days=settings.score_retention_days,
        reserved_concurrency=settings.processor_concurrency,
    ),
)
feedback = Feedback(
    "feedback",
    FeedbackArgs(
        context=context,
        code=code,
        transactions=transactions,
        scores=scores,
        profiles=profiles,
        labels=labels,
        reviews=reviews,
        strategies=strategies,
        events=events,
        review_expired_outcome=settings.review_expired_outcome,
        score_retention_days=settings.score_retention_days,
    ),
)
ingestion = Ingestion(
    "ingestion",
    IngestionArgs(
        context=context,
        code=code,
        transactions=transactions,
        falling_back=[DECISION],
        refuse_card_numbers=settings.refuse_card_numbers,
        transaction_retention_days=settings.transaction_retention_days,
    ),
)
decisions = Decisions(
    "decisions",
    DecisionsArgs(
        context=context,
        code=code,
        transactions=transactions,
        decisions=decisions_table,
        scores=scores,
        profiles=profiles,
        reviews=reviews,
        strategies=strategies,
        fallback=ingestion.function.dead_letters,
        alert_threshold=settings.alert_threshold,
        refuse_card_numbers=settings.refuse_card_numbers,
        transaction_retention_days=settings.transaction_retention_days,
        answer_seconds=settings.decision_answer_seconds,
        reserved_concurrency=settings.decision_concurrency,
        provisioned_concurrency=settings.decision_provisioned_concurrency,
    ),
)
queries = Queries(
    "queries",
    QueriesArgs(
        context=context,
        code=code,
        transactions=transactions,
        scores=scores,
        labels=labels,
        reviews=reviews,
        profiles=profiles,
        strategies=strategies,
        alert_threshold=settings.alert_threshold,
        score_retention_days=settings.score_retention_days,
    ),
)
fraud_detector = None
if settings.fraud_detector_api:
    fraud_detector = FraudDetectorApi(
        "fraud-detector",
        FraudDetectorApiArgs(
            context=context,
            code=code,
            decision=decisions.function,
            ingestion=ingestion.function,
            feedback=feedback.function,
            queries=queries.function,
        ),
    )
api = Api(
    "fraud-detection-api",
    ApiArgs(
        context=context,
        functions=RouteFunctions(
            ingestion=ingestion.function,
            decision=decisions.function,
            feedback=feedback.function,
            queries=queries.function,
            fraud_detector=fraud_detector.function if fraud_detector else None,
        ),
        authorization=settings.authorization,
        throttle=Throttle(rate=settings.throttle_rate, burst=settings.throttle_burst),
        access_logs=settings.access_logs,
    ),
    opts=pulumi.ResourceOptions(parent=ingestion),  # as in the first release, so that a stack that runs keeps its API
)
profile_operators = ProfileOperators(
    "profile-operators",
    ProfileOperatorsArgs(
        context=context,
        scoring=scoring.function,
        transactions=transactions,
        scores=scores,
        profiles=profiles,
        strategies=strategies,
    ),
)
exporters = Exporters(
    "exporters",
    ExportersArgs(
        context=context,
        transactions=transactions,
        scores=scores,
        labels=labels,
        reviews=reviews,
        profiles=profiles,
        strategies=strategies,
    ),
)
strategy_operators = StrategyOperators(
    "strategy-operators",
    StrategyOperatorsArgs(
        context=context,
        strategies=strategies,
        transactions=transactions,
        scores=scores,
        profiles=profiles,
        labels=labels,
    ),
)
erasure_officers = ErasureOfficers(
    "erasure-officers",
    ErasureOfficersArgs(
        context=context,
        scoring=scoring.function,
        transactions=transactions,
        scores=scores,
        labels=labels,
        reviews=reviews,
        decisions=decisions_table,
        profiles=profiles,
        strategies=strategies,
        queues=[
            *(each.function.dead_letters for each in (ingestion, processing, scoring, feedback)),
            *(each.dead_letters for each in events.webhooks),
        ],
    ),
)

monitoring = Monitoring(
    "monitoring",
    MonitoringArgs(
        context=context,
        targets=MonitoringTargets(
            api=api,
            ingestion=ingestion.function,
            decision=decisions.function,
            transactions=transactions,
            processing=processing.function,
            scoring=scoring.function,
            profiles=profiles,
            strategies=strategies,
            reviews=reviews,
            events=events,
            feedback=feedback.function,
            queries=queries.function,
            fraud_detector=fraud_detector.function if fraud_detector else None,
        ),
        thresholds=Thresholds(
            answer_seconds=settings.decision_answer_seconds,
            error_percent=settings.alarm_error_percent,
            lag_seconds=settings.alarm_lag_seconds,
            latency_milliseconds=settings.alarm_latency_milliseconds,
            score_drift=float(settings.alarm_score_drift),
            review_hours=settings.review_hours,
        ),
        emails=settings.operations_emails,
        runbook=settings.runbook,
    ),
)

pulumi.export("api_endpoint", api.endpoint)
pulumi.export("decisions_endpoint", api.decisions_endpoint)
pulumi.export("labels_endpoint", api.labels_endpoint)
pulumi.export("reviews_endpoint", api.reviews_endpoint)
pulumi.export("client_policy_arn", api.client_policy_arn)
pulumi.export("decide_policy_arn", api.decide_policy_arn)
pulumi.export("feedback_policy_arn", api.feedback_policy_arn)
pulumi.export("read_policy_arn", api.read_policy_arn)
pulumi.export("profiles_policy_arn", profile_operators.policy_arn)
pulumi.export("strategies_policy_arn", strategy_operators.policy_arn)
pulumi.export("export_policy_arn", exporters.policy_arn)
pulumi.export("erasure_policy_arn", erasure_officers.policy_arn)
pulumi.export("transactions_table_name", transactions.name)
pulumi.export("fraud_scores_table_name", scores.name)
pulumi.export("fraud_profiles_table_name", profiles.name)
pulumi.export("fraud_labels_table_name", labels.name)
pulumi.export("fraud_reviews_table_name", reviews.name)
pulumi.export("fraud_decisions_table_name", decisions_table.name)
pulumi.export("fraud_strategies_table_name", strategies.name)
pulumi.export("fraud_alerts_topic_arn", alerts.arn)
pulumi.export("fraud_events_topic_arn", events.arn)
pulumi.export("webhook_queue_urls", events.queue_urls)
pulumi.export("operations_topic_arn", monitoring.operations_topic_arn)
pulumi.export("dashboard_url", monitoring.dashboard_url)
pulumi.export("alert_threshold", str(settings.alert_threshold))
pulumi.export("decision_function_name", decisions.function.name)  # its queue is Ingestion's
pulumi.export("queries_function_name", queries.function.name)  # it has none
if fraud_detector:
    pulumi.export("fraud_detector_endpoint", api.fraud_detector_endpoint)
    pulumi.export("fraud_detector_policy_arn", api.fraud_detector_policy_arn)
    pulumi.export("fraud_detector_function_name", fraud_detector.function.name)  # it has no queue
for stage, function in {
    "ingestion": ingestion.function,
    "processing": processing.function,
    "scoring": scoring.function,
    "feedback": feedback.function,
}.items():
    pulumi.export(f"{stage}_function_name", function.name)
    pulumi.export(f"{stage}_queue_url", function.dead_letters.url)
