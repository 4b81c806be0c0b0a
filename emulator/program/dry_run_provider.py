"""A provider for dry runs: it makes nothing and returns realistic outputs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import botocore.session
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from emulator.program.monitor import unwrap_values

ACCOUNT = "123456789012"
REGION = "us-east-1"
API_ID, ROOT_ID = "a1b2c3d4e5", "r00tr00t00"
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
DNS_SUFFIXES = {
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
}
"""The end of host names in partitions other than `aws`; the SDK does not publish it."""

NAME_INPUTS = ("name", "layerName", "alarmName", "dashboardName", "functionName")


@dataclass(frozen=True, kw_only=True)
class AwsRegion:
    """A region of AWS; its partition decides how ARNs begin and host names end."""

    region: str
    partition: str
    dns_suffix: str

    def arn(self, service: str, rest: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{ACCOUNT}:{rest}"

    def global_arn(self, service: str, rest: str) -> str:
        """Return the ARN of a global resource."""
        return f"arn:{self.partition}:{service}::{ACCOUNT}:{rest}"

    def api_arn(self, rest: str) -> str:
        """Return an ARN of API Gateway, which has no account."""
        return f"arn:{self.partition}:apigateway:{self.region}::/restapis/{API_ID}{rest}"

    def host(self, service: str) -> str:
        return f"{service}.{self.region}.{self.dns_suffix}"


@cache
def aws_region(region: str) -> AwsRegion:
    """Return the region with its partition, as the SDK knows it."""
    partition = botocore.session.get_session().get_partition_for_region(region)
    return AwsRegion(region=region, partition=partition, dns_suffix=DNS_SUFFIXES.get(partition, "amazonaws.com"))


Outputs = Callable[[AwsRegion, str, Mapping[str, Any]], dict[str, Any]]


def _function(aws: AwsRegion, name: str, _inputs: Mapping[str, Any]) -> dict[str, Any]:
    own = aws.arn("lambda", f"function:{name}")
    path = f"arn:{aws.partition}:apigateway:{aws.region}:lambda:path/2015-03-31/functions/{own}/invocations"
    return {"arn": own, "invokeArn": path, "qualifiedArn": f"{own}:1", "version": "1"}


def _alias(aws: AwsRegion, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    own = aws.arn("lambda", f"function:{inputs.get('functionName')}:{name}")
    path = f"arn:{aws.partition}:apigateway:{aws.region}:lambda:path/2015-03-31/functions/{own}/invocations"
    return {"arn": own, "invokeArn": path}


def _table(aws: AwsRegion, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    own = aws.arn("dynamodb", f"table/{name}")
    return {"arn": own} | (
        {"streamArn": f"{own}/stream/2026-01-01T00:00:00.000"} if inputs.get("streamEnabled") else {}
    )


def _queue(aws: AwsRegion, name: str, _inputs: Mapping[str, Any]) -> dict[str, Any]:
    url = f"https://{aws.host('sqs')}/{ACCOUNT}/{name}"
    return {"id": url, "url": url, "arn": aws.arn("sqs", name)}


def _layer(aws: AwsRegion, name: str, _inputs: Mapping[str, Any]) -> dict[str, Any]:
    own = aws.arn("lambda", f"layer:{name}")
    return {"id": f"{own}:1", "arn": f"{own}:1", "layerArn": own, "version": "1"}


def _api(aws: AwsRegion, _name: str, _inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": API_ID,
        "rootResourceId": ROOT_ID,
        "arn": aws.api_arn(""),
        "executionArn": aws.arn("execute-api", API_ID),
    }


def _stage(aws: AwsRegion, _name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    stage = inputs.get("stageName")
    return {
        "arn": aws.api_arn(f"/stages/{stage}"),
        "executionArn": aws.arn("execute-api", f"{API_ID}/{stage}"),
        "invokeUrl": f"https://{API_ID}.{aws.host('execute-api')}/{stage}",
    }


OUTPUTS: dict[str, Outputs] = {
    "aws:dynamodb/table:Table": _table,
    "aws:sns/topic:Topic": lambda aws, name, _: {"id": aws.arn("sns", name), "arn": aws.arn("sns", name)},
    "aws:sqs/queue:Queue": _queue,
    "aws:cloudwatch/eventRule:EventRule": lambda aws, name, _: {"arn": aws.arn("events", f"rule/{name}")},
    "aws:iam/role:Role": lambda aws, name, _: {"arn": aws.global_arn("iam", f"role/{name}")},
    "aws:iam/policy:Policy": lambda aws, name, _: {"arn": aws.global_arn("iam", f"policy/{name}")},
    "aws:cloudwatch/logGroup:LogGroup": lambda aws, name, _: {"arn": aws.arn("logs", f"log-group:{name}")},
    "aws:cloudwatch/metricAlarm:MetricAlarm": lambda aws, name, _: {"arn": aws.arn("cloudwatch", f"alarm:{name}")},
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": lambda aws, name, _: {
        "arn": aws.arn("cloudwatch", f"alarm:{name}")
    },
    "aws:lambda/function:Function": _function,
    "aws:lambda/alias:Alias": _alias,
    "aws:lambda/layerVersion:LayerVersion": _layer,
    "aws:apigateway/restApi:RestApi": _api,
    "aws:apigateway/stage:Stage": _stage,
    "aws:kms/key:Key": lambda aws, _name, _: {"id": KEY_ID, "keyId": KEY_ID, "arn": aws.arn("kms", f"key/{KEY_ID}")},
}


class DryRunProvider(Mocks):
    """A provider whose resources have their inputs and realistic outputs; in a preview, what AWS chooses is unknown."""

    def __init__(self, *, preview: bool = False, region: str = REGION) -> None:
        self._preview = preview
        self._region = aws_region(region)

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        inputs: dict[str, Any] = unwrap_values(args.inputs)
        if self._preview or not args.custom:
            return "", inputs
        name = next((inputs[key] for key in NAME_INPUTS if inputs.get(key)), args.name)
        outputs = OUTPUTS[args.typ](self._region, name, inputs) if args.typ in OUTPUTS else {}
        return outputs.get("id", name), {"name": name, **inputs, **outputs}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """Answer the provider functions, also in a preview, as AWS does."""
        aws = self._region
        match args.token.split(":")[-1]:
            case "getCallerIdentity":
                root = aws.global_arn("iam", "root")
                return {"id": ACCOUNT, "accountId": ACCOUNT, "arn": root, "userId": ACCOUNT}, []
            case "getRegion":
                return {"id": aws.region, "name": aws.region, "region": aws.region}, []
            case "getPartition":
                return {"id": aws.partition, "partition": aws.partition, "dnsSuffix": aws.dns_suffix}, []
        raise NotImplementedError(f"a dry run has no answer to {args.token}")
