"""A whole pipeline as a function, to build two of it in one program."""

from decimal import Decimal

from pulumi import ResourceOptions

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
from components.monitoring import Monitoring, MonitoringArgs
from components.monitoring.targets import MonitoringTargets, Thresholds
from components.operators import ProfileOperators, ProfileOperatorsArgs
from components.processing import Processing, ProcessingArgs
from components.queries import Queries, QueriesArgs
from components.scoring import Scoring, ScoringArgs
from components.settings.webhooks import WebhookEndpoint
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
from emulator.emulator import INTERPRETER
from emulator.program.vendoring import vendor_overrides


def build_pipeline(prefix: str, suffix: str) -> None:
    """Make one of every component, with this prefix to its logical name and this suffix to its physical names."""
    key = Key(f"{prefix}fraud-detection", KeyArgs(suffix=suffix, protect=False))
    context = Context(suffix=suffix, key_arn=key.arn, require_tls=True, protect_data=False, log_retention_days=7)
    vendor = vendor_overrides(INTERPRETER)
    layer = Layer(
        f"{prefix}fraud-detection-packages",
        LayerArgs(context=context, python=vendor["vendorPython"], platform=vendor["vendorPlatform"]),
    )
    code = FunctionCode(archive=handlers_archive(), layer_arn=layer.arn)
    emails = ("fraud@example.com",)
    transactions = TransactionsTable(f"{prefix}transactions", TransactionsTableArgs(context=context, expires=False))
    scores = ScoresTable(f"{prefix}fraud-scores", context)
    profiles = ProfilesTable(f"{prefix}fraud-profiles", context)
    labels = LabelsTable(f"{prefix}fraud-labels", context)
    reviews = ReviewsTable(f"{prefix}fraud-reviews", context)
    decisions_table = DecisionsTable(f"{prefix}fraud-decisions", context)
    strategies = StrategiesTable(f"{prefix}fraud-strategies", context)
    alerts = AlertsTopic(
        f"{prefix}fraud-alerts", AlertsTopicArgs(context=context, publisher=f"{prefix}fraud-scorer", emails=emails)
    )
    webhook = WebhookEndpoint(url="https://shop.example.com")
    events = EventsTopic(f"{prefix}fraud-events", EventsTopicArgs(context=context, webhooks=(webhook,), bus_arn=""))
    scoring = Scoring(
        f"{prefix}scoring",
        ScoringArgs(
            context=context,
            code=code,
            scores=scores,
            profiles=profiles,
            strategies=strategies,
            reviews=reviews,
            alerts=alerts,
            events=events,
            dashboard_url=context.dashboard_url(f"{prefix}fraud-detection"),
            alert_threshold=Decimal("0.8"),
            review_hours=24,
            score_retention_days=30,
            profile_retention_days=400,
            reserved_concurrency=-1,
        ),
    )
    processing = Processing(
        f"{prefix}processing",
        ProcessingArgs(
            context=context,
            code=code,
            transactions=transactions,
            scoring=scoring,
            score_retention_days=30,
            reserved_concurrency=-1,
        ),
    )
    feedback = Feedback(
        f"{prefix}feedback",
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
            review_expired_outcome="approve",
            score_retention_days=30,
        ),
    )
    ingestion = Ingestion(
        f"{prefix}ingestion",
        IngestionArgs(
            context=context,
            code=code,
            transactions=transactions,
            falling_back=[f"{prefix}{DECISION}"],
            refuse_card_numbers=False,
            transaction_retention_days=0,
        ),
    )
    decisions = Decisions(
        f"{prefix}decisions",
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
            alert_threshold=Decimal("0.8"),
            refuse_card_numbers=False,
            transaction_retention_days=0,
            answer_seconds=3,
            reserved_concurrency=-1,
            provisioned_concurrency=1,
        ),
    )
    queries = Queries(
        f"{prefix}queries",
        QueriesArgs(
            context=context,
            code=code,
            transactions=transactions,
            scores=scores,
            labels=labels,
            reviews=reviews,
            profiles=profiles,
            strategies=strategies,
            alert_threshold=Decimal("0.8"),
            score_retention_days=30,
        ),
    )
    fraud_detector = FraudDetectorApi(
        f"{prefix}fraud-detector",
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
        f"{prefix}fraud-detection-api",
        ApiArgs(
            context=context,
            functions=RouteFunctions(
                ingestion=ingestion.function,
                decision=decisions.function,
                feedback=feedback.function,
                queries=queries.function,
                fraud_detector=fraud_detector.function,
            ),
            authorization="AWS_IAM",
            throttle=Throttle(rate=1, burst=1),
            access_logs=True,
        ),
        opts=ResourceOptions(parent=ingestion),
    )
    ProfileOperators(
        f"{prefix}profile-operators",
        ProfileOperatorsArgs(
            context=context,
            scoring=scoring.function,
            transactions=transactions,
            scores=scores,
            profiles=profiles,
            strategies=strategies,
        ),
    )
    Exporters(
        f"{prefix}exporters",
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
    StrategyOperators(
        f"{prefix}strategy-operators",
        StrategyOperatorsArgs(
            context=context,
            strategies=strategies,
            transactions=transactions,
            scores=scores,
            profiles=profiles,
            labels=labels,
        ),
    )
    ErasureOfficers(
        f"{prefix}erasure-officers",
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
            queues=[ingestion.function.dead_letters],
        ),
    )
    Monitoring(
        f"{prefix}monitoring",
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
                fraud_detector=fraud_detector.function,
            ),
            thresholds=Thresholds(
                answer_seconds=3,
                error_percent=1,
                lag_seconds=60,
                latency_milliseconds=1_000,
                review_hours=24,
                score_drift=0.25,
            ),
            emails=emails,
            runbook="docs/runbook.md",
        ),
    )
