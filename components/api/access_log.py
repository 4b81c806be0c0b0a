"""The API's access log: one line a request, with its status and latency, never its content or its caller.

API Gateway writes it under a role that an account sets once a region for all its APIs. If a stack set that role, its
deletion would stop the access logs of every other stack: so none does, and docs/deploying.md says how to set it.
"""

import json

from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import apigateway, cloudwatch

from components.context import Context

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


class AccessLog(ComponentResource):
    """A log group, and the settings with which a stage writes to it."""

    settings: apigateway.StageAccessLogSettingsArgs

    def __init__(self, name: str, context: Context, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:AccessLog", name, {}, opts)
        group = cloudwatch.LogGroup(
            f"{name}-log",
            name=f"/aws/apigateway/{context.physical_name(name)}",
            retention_in_days=context.log_retention_days,
            kms_key_id=context.key_arn,
            opts=ResourceOptions(parent=self),
        )
        self.settings = apigateway.StageAccessLogSettingsArgs(destination_arn=group.arn, format=FORMAT)
        self.register_outputs({"name": group.name})
