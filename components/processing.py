"""Processing: follows the transactions table's stream and hands each batch to Scoring."""

from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import lambda_

from components.compute.function import Function, FunctionArgs, Runtime
from components.scoring import Scoring
from components.storage.tables import TransactionsTable

BATCH_SIZE, MOST_RETRIES = 100, 5

LONGEST_RECORD_AGE = 12 * 3600
"""Seconds; the stream forgets after 24 hours, so what is given up on can be read again for as long as it was tried."""


@dataclass(frozen=True, kw_only=True)
class ProcessingArgs:
    """The table that is followed, and Scoring, which takes over and keeps a score for `score_retention_days`."""

    runtime: Runtime
    transactions: TransactionsTable
    scoring: Scoring
    score_retention_days: int
    reserved_concurrency: int


class Processing(ComponentResource):
    """Owns the stream's mapping, its retries and its dead letters."""

    def __init__(self, name: str, args: ProcessingArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Processing", name, {}, opts)
        child = ResourceOptions(parent=self)
        self.function = Function(
            "transaction-processor",
            FunctionArgs(
                runtime=args.runtime,
                handler="handlers.processing.handler",
                memory=512,
                timeout=60,
                reserved_concurrency=args.reserved_concurrency,
                environment={
                    "FRAUD_SCORER_FUNCTION": args.scoring.function.name,
                    "SCORE_RETENTION_DAYS": str(args.score_retention_days),
                },
                grants=[*args.transactions.grant_read_stream(), args.scoring.function.grant_invoke()],
            ),
            opts=child,
        )
        lambda_.EventSourceMapping(
            "transaction-stream",
            event_source_arn=args.transactions.stream_arn,
            function_name=self.function.arn,
            starting_position="TRIM_HORIZON",  # LATEST loses what arrives while the mapping is made or changed
            batch_size=BATCH_SIZE,
            maximum_retry_attempts=MOST_RETRIES,
            maximum_record_age_in_seconds=LONGEST_RECORD_AGE,
            bisect_batch_on_function_error=True,
            function_response_types=["ReportBatchItemFailures"],
            destination_config={"on_failure": {"destination_arn": self.function.dead_letters.arn}},
            opts=ResourceOptions(parent=self, depends_on=[self.function.allowed]),
        )
        self.register_outputs({"function_name": self.function.name})
