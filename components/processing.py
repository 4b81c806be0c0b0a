"""Processing: reads the transactions table's stream and hands each batch to Scoring."""

from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import lambda_

from components.compute.code import FunctionCode
from components.compute.function import Function, FunctionArgs
from components.context import Context, name_prefix
from components.scoring import Scoring
from components.storage.tables import TransactionsTable

BATCH_SIZE, MOST_RETRIES = 100, 5

LONGEST_RECORD_AGE = 12 * 3600
"""Seconds; the stream keeps 24 hours, so a record can still be read again for as long as Lambda tried it."""


@dataclass(frozen=True, kw_only=True)
class ProcessingArgs:
    """The table whose stream is read, and Scoring, which takes over and keeps a score for `score_retention_days`."""

    context: Context
    code: FunctionCode
    transactions: TransactionsTable
    scoring: Scoring
    score_retention_days: int
    reserved_concurrency: int


class Processing(ComponentResource):
    """The processor, and the mapping from the stream to it, with its retries and its dead letters."""

    function: Function

    def __init__(self, name: str, args: ProcessingArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Processing", name, {}, opts)
        child = ResourceOptions(parent=self)
        prefix = name_prefix(name, "processing")
        self.function = Function(
            f"{prefix}transaction-processor",
            FunctionArgs(
                context=args.context,
                code=args.code,
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
            f"{prefix}transaction-stream",
            event_source_arn=args.transactions.stream_arn,
            function_name=self.function.arn,
            starting_position="TRIM_HORIZON",  # LATEST loses what arrives while the mapping is made or changed
            batch_size=BATCH_SIZE,
            maximum_retry_attempts=MOST_RETRIES,
            maximum_record_age_in_seconds=LONGEST_RECORD_AGE,
            bisect_batch_on_function_error=True,
            function_response_types=["ReportBatchItemFailures"],
            destination_config={"on_failure": {"destination_arn": self.function.dead_letters.arn}},
            opts=ResourceOptions(parent=self, depends_on=[self.function.permissions]),
        )
        self.register_outputs({"function_name": self.function.name})
