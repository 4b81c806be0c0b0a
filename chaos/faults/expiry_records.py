"""Deletions in the stream as DynamoDB's time to live makes them: by the service's own principal."""

import json
from http import HTTPStatus

from chaos.proxy.exchange import Exchange
from chaos.proxy.messages import ProxiedResponse

BY_SERVICE = {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}


async def removed_by_service(exchange: Exchange) -> None:
    """Let GetRecords say of every removal that DynamoDB itself made it; the embedded AWS's own leave no record."""
    response = await exchange.forward()
    if response.status == HTTPStatus.OK:
        found = json.loads(response.body)
        records = [
            {**each, "userIdentity": BY_SERVICE} if each["eventName"] == "REMOVE" else each for each in found["Records"]
        ]
        headers = {"content-type": "application/x-amz-json-1.0"}  # no checksum: the body has changed
        response = ProxiedResponse(
            status=HTTPStatus.OK, headers=headers, body=json.dumps({**found, "Records": records}).encode()
        )
    await exchange.answer(response)
