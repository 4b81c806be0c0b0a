"""The publication of a REST API: deployments, stages, their settings and the account's."""

from emulator.provisioners.property_map import Nested, PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions

DEPLOYMENT: PropertyMap = {
    "restApi": "restApiId",
    "description": "description",
    "variables": "variables",
    "triggers": "triggers",
}
STAGE: PropertyMap = {
    "restApi": "restApiId",
    "deployment": "deploymentId",
    "stageName": "stageName",
    "description": "description",
    "variables": "variables",
    "xrayTracingEnabled": "tracingEnabled",
    "accessLogSettings": Nested("accessLogSettings", {"destinationArn": "destinationArn", "format": "format"}),
    "tags": "tags",
}
METHOD_SETTINGS: PropertyMap = {
    "restApi": "restApiId",
    "stageName": "stageName",
    "methodPath": "methodPath",
    "settings": Nested(
        "settings",
        {
            "throttlingRateLimit": "throttling/rateLimit",
            "throttlingBurstLimit": "throttling/burstLimit",
            "metricsEnabled": "metrics/enabled",
            "loggingLevel": "logging/loglevel",
            "dataTraceEnabled": "logging/dataTrace",
            "cachingEnabled": "caching/enabled",
        },
    ),
}


@provisions("aws:apigateway/deployment:Deployment", DEPLOYMENT)
def make_deployment(cloud: Cloud, wanted: Wanted) -> Made:
    wanted.take("triggers")  # they make Pulumi deploy again, which local mode never does
    return Made(id=cloud.clients.apigateway.create_deployment(**wanted.parameters)["id"])


@provisions("aws:apigateway/stage:Stage", STAGE)
def make_stage(cloud: Cloud, wanted: Wanted) -> Made:
    log = wanted.take("accessLogSettings").get("accessLogSettings", {})
    api, stage = wanted.parameters["restApiId"], wanted.parameters["stageName"]
    client = cloud.clients.apigateway
    client.create_stage(**wanted.parameters)
    if log:
        _update_stage(cloud, api, stage, {f"/accessLogSettings/{key}": value for key, value in log.items()})
    return Made(
        id=f"ags-{api}-{stage}",
        outputs={
            "arn": f"arn:aws:apigateway:{cloud.region}::/restapis/{api}/stages/{stage}",
            "executionArn": cloud.arn("execute-api", f"{api}/{stage}"),
            "invokeUrl": f"{cloud.clients.endpoint}/restapis/{api}/{stage}/_user_request_",
        },
    )


@provisions("aws:apigateway/methodSettings:MethodSettings", METHOD_SETTINGS)
def set_methods(cloud: Cloud, wanted: Wanted) -> Made:
    api, stage, path = (wanted.parameters[key] for key in ("restApiId", "stageName", "methodPath"))
    resource, _, method = path.rpartition("/")
    target = f"/{resource.replace('/', '~1')}/{method}"
    _update_stage(cloud, api, stage, {f"{target}/{key}": value for key, value in wanted.parameters["settings"].items()})
    return Made(id=f"{api}-{stage}-{path}")


@provisions("aws:apigateway/account:Account", {"cloudwatchRoleArn": "cloudwatchRoleArn"})
def set_account(cloud: Cloud, wanted: Wanted) -> Made:
    operations = [{"op": "replace", "path": f"/{key}", "value": value} for key, value in wanted.parameters.items()]
    cloud.clients.apigateway.update_account(patchOperations=operations)  # type: ignore[arg-type]  # plain dicts are what it takes
    return Made(id="api-gateway-account")


def _update_stage(cloud: Cloud, api: str, stage: str, values: dict[str, object]) -> None:
    operations = [
        {"op": "replace", "path": path, "value": str(value).lower() if isinstance(value, bool) else str(value)}
        for path, value in values.items()
    ]
    cloud.clients.apigateway.update_stage(restApiId=api, stageName=stage, patchOperations=operations)  # type: ignore[arg-type]  # as above
