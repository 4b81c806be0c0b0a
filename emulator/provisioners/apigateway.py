"""REST APIs with their resources, methods, integrations, models, validators and gateway responses."""

from emulator.provisioners.property_map import Nested, PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions

REST_API: PropertyMap = {
    "name": "name",
    "description": "description",
    "endpointConfiguration": Nested("endpointConfiguration", {"types": "types"}),
    "apiKeySource": "apiKeySource",
    "binaryMediaTypes": "binaryMediaTypes",
    "minimumCompressionSize": "minimumCompressionSize",
    "disableExecuteApiEndpoint": "disableExecuteApiEndpoint",
    "policy": "policy",
    "tags": "tags",
}
RESOURCE: PropertyMap = {"restApi": "restApiId", "parentId": "parentId", "pathPart": "pathPart"}
METHOD: PropertyMap = {
    "restApi": "restApiId",
    "resourceId": "resourceId",
    "httpMethod": "httpMethod",
    "authorization": "authorizationType",
    "authorizerId": "authorizerId",
    "authorizationScopes": "authorizationScopes",
    "apiKeyRequired": "apiKeyRequired",
    "operationName": "operationName",
    "requestModels": "requestModels",
    "requestParameters": "requestParameters",
    "requestValidatorId": "requestValidatorId",
}
INTEGRATION: PropertyMap = {
    "restApi": "restApiId",
    "resourceId": "resourceId",
    "httpMethod": "httpMethod",
    "type": "type",
    "integrationHttpMethod": "integrationHttpMethod",
    "uri": "uri",
    "credentials": "credentials",
    "timeoutMilliseconds": "timeoutInMillis",
    "passthroughBehavior": "passthroughBehavior",
    "contentHandling": "contentHandling",
    "requestParameters": "requestParameters",
    "requestTemplates": "requestTemplates",
}
METHOD_RESPONSE: PropertyMap = {
    "restApi": "restApiId",
    "resourceId": "resourceId",
    "httpMethod": "httpMethod",
    "statusCode": "statusCode",
    "responseModels": "responseModels",
    "responseParameters": "responseParameters",
}
INTEGRATION_RESPONSE: PropertyMap = {
    "restApi": "restApiId",
    "resourceId": "resourceId",
    "httpMethod": "httpMethod",
    "statusCode": "statusCode",
    "selectionPattern": "selectionPattern",
    "contentHandling": "contentHandling",
    "responseParameters": "responseParameters",
    "responseTemplates": "responseTemplates",
}
MODEL: PropertyMap = {
    "restApi": "restApiId",
    "name": "name",
    "contentType": "contentType",
    "schema": "schema",
    "description": "description",
}
VALIDATOR: PropertyMap = {
    "restApi": "restApiId",
    "name": "name",
    "validateRequestBody": "validateRequestBody",
    "validateRequestParameters": "validateRequestParameters",
}
GATEWAY_RESPONSE: PropertyMap = {
    "restApiId": "restApiId",
    "responseType": "responseType",
    "statusCode": "statusCode",
    "responseParameters": "responseParameters",
    "responseTemplates": "responseTemplates",
}


@provisions("aws:apigateway/restApi:RestApi", REST_API, name_input="name")
def make_api(cloud: Cloud, wanted: Wanted) -> Made:
    parameters = wanted.parameters | {"name": wanted.name}
    endpoint = parameters.get("endpointConfiguration", {})
    if isinstance(endpoint.get("types"), str):  # Pulumi takes one, boto3 a list of one
        endpoint["types"] = [endpoint["types"]]
    api = cloud.clients.apigateway.create_rest_api(**parameters)
    identity = api["id"]
    return Made(
        id=identity,
        outputs={
            "rootResourceId": api["rootResourceId"],
            "arn": f"arn:aws:apigateway:{cloud.region}::/restapis/{identity}",
            "executionArn": cloud.arn("execute-api", identity),
        },
    )


@provisions("aws:apigateway/resource:Resource", RESOURCE)
def make_resource(cloud: Cloud, wanted: Wanted) -> Made:
    resource = cloud.clients.apigateway.create_resource(**wanted.parameters)
    return Made(id=resource["id"], outputs={"path": resource["path"]})


@provisions("aws:apigateway/method:Method", METHOD)
def make_method(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.apigateway.put_method(**wanted.parameters)
    return Made(id="agm-{restApiId}-{resourceId}-{httpMethod}".format_map(wanted.parameters))


@provisions("aws:apigateway/integration:Integration", INTEGRATION)
def make_integration(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.apigateway.put_integration(**wanted.parameters)
    return Made(id="agi-{restApiId}-{resourceId}-{httpMethod}".format_map(wanted.parameters))


@provisions("aws:apigateway/methodResponse:MethodResponse", METHOD_RESPONSE)
def make_method_response(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.apigateway.put_method_response(**wanted.parameters)
    return Made(id="agmr-{restApiId}-{resourceId}-{httpMethod}-{statusCode}".format_map(wanted.parameters))


@provisions("aws:apigateway/integrationResponse:IntegrationResponse", INTEGRATION_RESPONSE)
def make_integration_response(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.apigateway.put_integration_response(**wanted.parameters)
    return Made(id="agir-{restApiId}-{resourceId}-{httpMethod}-{statusCode}".format_map(wanted.parameters))


@provisions("aws:apigateway/model:Model", MODEL, name_input="name")
def make_model(cloud: Cloud, wanted: Wanted) -> Made:
    model = cloud.clients.apigateway.create_model(**wanted.parameters | {"name": wanted.name})
    return Made(id=model["id"])


@provisions("aws:apigateway/requestValidator:RequestValidator", VALIDATOR, name_input="name")
def make_validator(cloud: Cloud, wanted: Wanted) -> Made:
    validator = cloud.clients.apigateway.create_request_validator(**wanted.parameters | {"name": wanted.name})
    return Made(id=validator["id"])


@provisions("aws:apigateway/response:Response", GATEWAY_RESPONSE)
def make_gateway_response(cloud: Cloud, wanted: Wanted) -> Made:
    cloud.clients.apigateway.put_gateway_response(**wanted.parameters)
    return Made(id="aggr-{restApiId}-{responseType}".format_map(wanted.parameters))
