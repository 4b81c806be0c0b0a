"""Stream mappings, collected for our own pollers instead of the emulator's."""

import uuid

from emulator.provisioners.property_map import Nested, PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions
from emulator.streams.mapping import StreamMapping

UNLIMITED = -1
DEFAULT_BATCH_SIZE = 100

MAPPING: PropertyMap = {
    "functionName": "FunctionName",
    "eventSourceArn": "EventSourceArn",
    "enabled": "Enabled",
    "batchSize": "BatchSize",
    "maximumRetryAttempts": "MaximumRetryAttempts",
    "maximumRecordAgeInSeconds": "MaximumRecordAgeInSeconds",
    "bisectBatchOnFunctionError": "BisectBatchOnFunctionError",
    "functionResponseTypes": "FunctionResponseTypes",
    "startingPosition": "StartingPosition",
    "maximumBatchingWindowInSeconds": "MaximumBatchingWindowInSeconds",
    "parallelizationFactor": "ParallelizationFactor",
    "destinationConfig": Nested(
        "DestinationConfig", {"onFailure": Nested("OnFailure", {"destinationArn": "Destination"})}
    ),
    "tags": "Tags",
}


@provisions("aws:lambda/eventSourceMapping:EventSourceMapping", MAPPING)
def collect_mapping(cloud: Cloud, wanted: Wanted) -> Made:
    given = wanted.parameters
    function = given["FunctionName"].split(":")[-1]
    failure = given.get("DestinationConfig", {}).get("OnFailure", {})
    if given.get("Enabled", True):
        cloud.mappings.append(
            StreamMapping(
                function_name=function,
                stream_arn=given["EventSourceArn"],
                batch_size=given.get("BatchSize", DEFAULT_BATCH_SIZE),
                maximum_retry_attempts=given.get("MaximumRetryAttempts", UNLIMITED),
                maximum_record_age_seconds=given.get("MaximumRecordAgeInSeconds", UNLIMITED),
                bisect_on_error=given.get("BisectBatchOnFunctionError", False),
                report_batch_item_failures="ReportBatchItemFailures" in given.get("FunctionResponseTypes", []),
                on_failure_queue_arn=failure.get("Destination"),
                starting_position=given["StartingPosition"],
                batching_window_seconds=float(given.get("MaximumBatchingWindowInSeconds", 0)),
                parallelization_factor=given.get("ParallelizationFactor", 1),
            )
        )
    identity = str(uuid.uuid4())
    return Made(
        id=identity,
        outputs={
            "uuid": identity,
            "arn": cloud.arn("lambda", f"event-source-mapping:{identity}"),
            "functionArn": cloud.arn("lambda", f"function:{function}"),
            "state": "Enabled" if given.get("Enabled", True) else "Disabled",
        },
    )
