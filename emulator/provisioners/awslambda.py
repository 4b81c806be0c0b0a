"""Lambda functions, layers, permissions and asynchronous invocation."""

import time

from emulator.errors import DeploymentFailedError
from emulator.program.archive import zip_archive
from emulator.provisioners.property_map import Nested, PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions

ACTIVE_SECONDS = 15.0
UNRESERVED = -1

LAYER: PropertyMap = {
    "layerName": "LayerName",
    "code": "ZipFile",
    "description": "Description",
    "compatibleRuntimes": "CompatibleRuntimes",
    "compatibleArchitectures": "CompatibleArchitectures",
    "licenseInfo": "LicenseInfo",
    "skipDestroy": "SkipDestroy",
}
FUNCTION: PropertyMap = {
    "name": "FunctionName",
    "role": "Role",
    "handler": "Handler",
    "runtime": "Runtime",
    "architectures": "Architectures",
    "code": "ZipFile",
    "description": "Description",
    "memorySize": "MemorySize",
    "timeout": "Timeout",
    "layers": "Layers",
    "packageType": "PackageType",
    "publish": "Publish",
    "kmsKeyArn": "KMSKeyArn",
    "environment": Nested("Environment", {"variables": "Variables"}),
    "ephemeralStorage": Nested("EphemeralStorage", {"size": "Size"}),
    "tracingConfig": Nested("TracingConfig", {"mode": "Mode"}),
    "deadLetterConfig": Nested("DeadLetterConfig", {"targetArn": "TargetArn"}),
    "loggingConfig": Nested(
        "LoggingConfig",
        {
            "logFormat": "LogFormat",
            "logGroup": "LogGroup",
            "applicationLogLevel": "ApplicationLogLevel",
            "systemLogLevel": "SystemLogLevel",
        },
    ),
    "reservedConcurrentExecutions": "ReservedConcurrentExecutions",
    "tags": "Tags",
}
INVOKE_CONFIG: PropertyMap = {
    "functionName": "FunctionName",
    "qualifier": "Qualifier",
    "maximumRetryAttempts": "MaximumRetryAttempts",
    "maximumEventAgeInSeconds": "MaximumEventAgeInSeconds",
    "destinationConfig": Nested(
        "DestinationConfig",
        {
            "onFailure": Nested("OnFailure", {"destination": "Destination"}),
            "onSuccess": Nested("OnSuccess", {"destination": "Destination"}),
        },
    ),
}
PERMISSION: PropertyMap = {
    "statementId": "StatementId",
    "action": "Action",
    "function": "FunctionName",
    "principal": "Principal",
    "sourceArn": "SourceArn",
    "sourceAccount": "SourceAccount",
    "qualifier": "Qualifier",
}


@provisions("aws:lambda/layerVersion:LayerVersion", LAYER, name_input="layerName")
def make_layer(cloud: Cloud, wanted: Wanted) -> Made:
    wanted.take("SkipDestroy")  # local mode never destroys a single resource
    content = zip_archive(wanted.parameters.pop("ZipFile"))
    layer = cloud.clients.lambda_.publish_layer_version(
        **wanted.parameters | {"LayerName": wanted.name}, Content={"ZipFile": content}
    )
    return Made(
        id=layer["LayerVersionArn"],
        outputs={
            "arn": layer["LayerVersionArn"],
            "layerArn": layer["LayerArn"],
            "version": str(layer["Version"]),
            "codeSha256": layer["Content"]["CodeSha256"],
        },
    )


@provisions("aws:lambda/function:Function", FUNCTION, name_input="name")
def make_function(cloud: Cloud, wanted: Wanted) -> Made:
    client = cloud.clients.lambda_
    code = zip_archive(wanted.parameters.pop("ZipFile"))
    reserved = wanted.take("ReservedConcurrentExecutions").get("ReservedConcurrentExecutions", UNRESERVED)
    function = client.create_function(**wanted.parameters | {"FunctionName": wanted.name}, Code={"ZipFile": code})
    if reserved != UNRESERVED:
        client.put_function_concurrency(FunctionName=wanted.name, ReservedConcurrentExecutions=reserved)
    cloud.functions.append(wanted.name)
    arn, version = cloud.arn("lambda", f"function:{wanted.name}"), function["Version"]
    path = f"arn:aws:apigateway:{cloud.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    return Made(
        id=wanted.name,
        outputs={
            "arn": arn,
            "invokeArn": path,
            "version": version,
            "qualifiedArn": f"{arn}:{version}",
            "sourceCodeSize": function["CodeSize"],
        },
    )


@provisions("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", INVOKE_CONFIG)
def configure_invocation(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.lambda_.put_function_event_invoke_config(**wanted.parameters)
    return Made(id=wanted.parameters["FunctionName"])


@provisions("aws:lambda/permission:Permission", PERMISSION, name_input="statementId")
def add_permission(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.lambda_.add_permission(**wanted.parameters | {"StatementId": wanted.name})
    return Made(id=wanted.name)


def await_functions(cloud: Cloud) -> None:
    """Wait until every function is active: once for all of them, as each takes half a second."""
    deadline = time.monotonic() + ACTIVE_SECONDS
    for name in cloud.functions:
        while cloud.clients.lambda_.get_function_configuration(FunctionName=name)["State"] != "Active":
            if time.monotonic() > deadline:
                raise DeploymentFailedError(f"function {name} did not become active within {ACTIVE_SECONDS:g} s")
            time.sleep(0.01)
