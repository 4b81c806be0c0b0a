"""The API's access log: one line a request, of what became of it and how long it took, never of who asked or for what.

API Gateway writes it under a role that an account sets once a region for all its APIs. A stack that brought that role
would, by its end, end every other stack's access logs too: so no stack does, and docs/deploying.md says how to set it.
"""

import json
from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import apigateway, cloudwatch

from components.storage.key import Key

FORMAT = json.dumps(
    {
        "requestId": "$context.requestId",
        "requestTime": "$context.requestTime",
        "path": "$context.resourcePath",
        "status": "$context.status",
        "latency": "$context.responseLatency",
        "integrationStatus": "$context.integration.status",
        "integrationLatency": "$context.integration.latency",
        "error": "$context.error.responseType",
        "trace": "$context.xrayTraceId",
    }
)
"""All as text, since API Gateway puts `-` where there is nothing; latencies are in milliseconds."""


@dataclass(frozen=True, kw_only=True)
class AccessLogArgs:
    """Days that the log is kept, and the key that encrypts it, if one is our own."""

    suffix: str
    retention_days: int
    key: Key | None


class AccessLog(ComponentResource):
    """Hands out what a stage needs to write it."""

    def __init__(self, name: str, args: AccessLogArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:AccessLog", name, {}, opts)
        group = cloudwatch.LogGroup(
            f"{name}-log",
            name=f"/aws/apigateway/{name}-{args.suffix}",
            retention_in_days=args.retention_days,
            kms_key_id=args.key.arn if args.key else None,
            opts=ResourceOptions(parent=self),
        )
        self.settings = apigateway.StageAccessLogSettingsArgs(destination_arn=group.arn, format=FORMAT)
        self.register_outputs({"name": group.name})
