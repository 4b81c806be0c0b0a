"""The stages' figures on the embedded AWS, which has no metrics of them: counted in logs and tables."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from fraudctl.client.latency import percentile
from fraudctl.client.scores import count_scores
from fraudctl.observe.health import StageHealth
from fraudctl.observe.logs import LogReader, function_names
from fraudctl.stacks.target import Target
from handlers.contract.row_image import CLAIM

LIMITATIONS = (
    "the embedded AWS measures no API, no throttles and no ages: they are unknown here, not zero",
    "it evaluates no alarms: errors in the logs are counted in their place",
)


def stages_from_logs(target: Target, now: datetime, minutes: int, depths: Mapping[str, int]) -> list[StageHealth]:
    """Return each function's invocations, errors and run times, counted in its log."""
    logs, stages = LogReader(target), [StageHealth(name="api")]
    for stage in function_names(target):
        lines = logs.read((stage,), now - timedelta(minutes=minutes))
        runs = [line.milliseconds for line in lines if line.milliseconds is not None]
        failed = {line.request_id or str(line.at) for line in lines if line.failed}
        stages.append(
            StageHealth(
                name=stage,
                calls_per_minute=len(runs) / minutes,
                errors=len(failed),
                p99=percentile(runs, 0.99) if runs else None,
                dead_letters=depths.get(stage),
            )
        )
    return stages


def count_stored_and_scored(target: Target) -> tuple[int, int]:
    """Count the rows of the transactions and scores tables; scans them whole, so it is for tables that fit a laptop."""
    pages = target.client("dynamodb").get_paginator("scan")
    table = target.exports["transactions_table_name"]
    scan = pages.paginate(
        TableName=table, Select="COUNT", ConsistentRead=True, FilterExpression=f"attribute_not_exists({CLAIM})"
    )
    return sum(page["Count"] for page in scan), count_scores(target)
