"""The settings of an event source mapping."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class StreamMapping:
    """One function fed by one DynamoDB stream; -1 means without limit, as in Lambda's API."""

    function_name: str
    stream_arn: str
    batch_size: int
    maximum_retry_attempts: int
    maximum_record_age_seconds: int
    bisect_on_error: bool
    report_batch_item_failures: bool
    on_failure_queue_arn: str | None
    starting_position: str
    batching_window_seconds: float
    parallelization_factor: int = 1
