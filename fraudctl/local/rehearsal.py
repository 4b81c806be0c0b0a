"""A provider that makes nothing and answers what AWS would: for tests, and for a look at the program without AWS."""

from collections.abc import Callable, Mapping
from typing import Any

from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from fraudctl.local.monitor import plain

ACCOUNT = "123456789012"
REGION = "us-east-1"
API_ID = "a1b2c3d4e5"
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
NAME_INPUTS = ("name", "layerName", "alarmName", "dashboardName", "functionName")

Outputs = Callable[[str, Mapping[str, Any]], dict[str, Any]]


def arn(service: str, rest: str, region: str = REGION) -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def _function(name: str, _inputs: Mapping[str, Any]) -> dict[str, Any]:
    own = arn("lambda", f"function:{name}")
    path = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{own}/invocations"
    return {"arn": own, "invokeArn": path, "qualifiedArn": f"{own}:1", "version": "1"}


def _table(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    own = arn("dynamodb", f"table/{name}")
    return {"arn": own} | (
        {"streamArn": f"{own}/stream/2026-01-01T00:00:00.000"} if inputs.get("streamEnabled") else {}
    )


def _stage(_name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    stage = inputs.get("stageName")
    return {
        "arn": f"arn:aws:apigateway:{REGION}::/restapis/{API_ID}/stages/{stage}",
        "executionArn": arn("execute-api", f"{API_ID}/{stage}"),
        "invokeUrl": f"https://{API_ID}.execute-api.{REGION}.amazonaws.com/{stage}",
    }


OUTPUTS: dict[str, Outputs] = {
    "aws:dynamodb/table:Table": _table,
    "aws:sns/topic:Topic": lambda name, _: {"id": arn("sns", name), "arn": arn("sns", name)},
    "aws:sqs/queue:Queue": lambda name, _: {
        "id": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}",
        "url": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}",
        "arn": arn("sqs", name),
    },
    "aws:iam/role:Role": lambda name, _: {"arn": arn("iam", f"role/{name}", "")},
    "aws:iam/policy:Policy": lambda name, _: {"arn": arn("iam", f"policy/{name}", "")},
    "aws:cloudwatch/logGroup:LogGroup": lambda name, _: {"arn": arn("logs", f"log-group:{name}")},
    "aws:cloudwatch/metricAlarm:MetricAlarm": lambda name, _: {"arn": arn("cloudwatch", f"alarm:{name}")},
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": lambda name, _: {"arn": arn("cloudwatch", f"alarm:{name}")},
    "aws:lambda/function:Function": _function,
    "aws:lambda/layerVersion:LayerVersion": lambda name, _: {
        "id": arn("lambda", f"layer:{name}:1"),
        "arn": arn("lambda", f"layer:{name}:1"),
        "layerArn": arn("lambda", f"layer:{name}"),
        "version": "1",
    },
    "aws:apigateway/restApi:RestApi": lambda _name, _: {
        "id": API_ID,
        "rootResourceId": "r00tr00t00",
        "arn": f"arn:aws:apigateway:{REGION}::/restapis/{API_ID}",
        "executionArn": arn("execute-api", API_ID),
    },
    "aws:apigateway/stage:Stage": _stage,
    "aws:kms/key:Key": lambda _name, _: {"id": KEY_ID, "keyId": KEY_ID, "arn": arn("kms", f"key/{KEY_ID}")},
}


class Rehearsal(Mocks):
    """Every resource gets its inputs and realistic outputs; in a preview what AWS would choose stays unknown."""

    def __init__(self, *, preview: bool = False) -> None:
        self._preview = preview

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        inputs: dict[str, Any] = plain(args.inputs)
        if self._preview or not args.custom:
            return "", inputs
        name = next((inputs[key] for key in NAME_INPUTS if inputs.get(key)), args.name)
        outputs = OUTPUTS[args.typ](name, inputs) if args.typ in OUTPUTS else {}
        return outputs.get("id", name), {"name": name, **inputs, **outputs}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """Provider functions answer even in a preview, as they do on AWS."""
        match args.token.split(":")[-1]:
            case "getCallerIdentity":
                return {"id": ACCOUNT, "accountId": ACCOUNT, "arn": arn("iam", "root", ""), "userId": ACCOUNT}, []
            case "getRegion":
                return {"id": REGION, "name": REGION, "region": REGION}, []
            case "getPartition":
                return {"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com"}, []
        raise NotImplementedError(f"no rehearsed answer to {args.token}")
