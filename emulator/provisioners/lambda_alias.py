"""Aliases of Lambda functions' versions, and the instances kept warm behind them."""

from emulator.provisioners.property_map import Nested, PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions

ALIAS: PropertyMap = {
    "name": "Name",
    "functionName": "FunctionName",
    "functionVersion": "FunctionVersion",
    "description": "Description",
    "routingConfig": Nested("RoutingConfig", {"additionalVersionWeights": "AdditionalVersionWeights"}),
}
PROVISIONED_CONCURRENCY: PropertyMap = {
    "functionName": "FunctionName",
    "qualifier": "Qualifier",
    "provisionedConcurrentExecutions": "ProvisionedConcurrentExecutions",
    "skipDestroy": "SkipDestroy",
}


@provisions("aws:lambda/alias:Alias", ALIAS, name_input="name")
def make_alias(cloud: Cloud, wanted: Wanted) -> Made:
    arn = cloud.clients.lambda_.create_alias(**wanted.parameters | {"Name": wanted.name})["AliasArn"]
    return Made(
        id=arn,
        outputs={
            "arn": arn,
            "invokeArn": f"arn:aws:apigateway:{cloud.region}:lambda:path/2015-03-31/functions/{arn}/invocations",
        },
    )


@provisions("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", PROVISIONED_CONCURRENCY)
def provision_concurrency(cloud: Cloud, wanted: Wanted) -> Made:
    """Set the concurrency, which the emulator remembers and keeps nothing warm for."""
    wanted.take("SkipDestroy")  # local mode never destroys a single resource
    cloud.clients.lambda_.put_provisioned_concurrency_config(**wanted.parameters)
    return Made(id="{FunctionName},{Qualifier}".format_map(wanted.parameters))
