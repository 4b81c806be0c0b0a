"""Faults of calls that carry many entries: one half takes effect, the other is left unprocessed or fails."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from itertools import cycle

from chaos.proxy.exchange import Exchange, WireFault
from chaos.proxy.messages import ProxiedResponse


async def read_half(exchange: Exchange) -> None:
    """Let BatchGetItem read the first half of all keys, and return the others as unprocessed."""
    asked = json.loads(exchange.request.body)
    wanted = asked["RequestItems"]
    keys = [(table, key) for table, request in wanted.items() for key in request["Keys"]]
    first, unprocessed = (
        {table: {**wanted[table], "Keys": [key for name, key in part if name == table]} for table in dict(part)}
        for part in (keys[: len(keys) // 2], keys[len(keys) // 2 :])
    )
    response = _ok({"Responses": {}})
    if first:
        response = await exchange.forward(_encode({**asked, "RequestItems": first}))
    await exchange.answer(_with(response, "UnprocessedKeys", unprocessed))


async def send_half(exchange: Exchange) -> None:
    """Let SendMessageBatch send the first half, and report the other half as failed."""
    asked = json.loads(exchange.request.body)
    entries = asked["Entries"]
    first, unsent = entries[: len(entries) // 2], entries[len(entries) // 2 :]
    failed = [
        {"Id": each["Id"], "SenderFault": False, "Code": "InternalError", "Message": "injected"} for each in unsent
    ]
    response = _ok({"Successful": []})
    if first:
        response = await exchange.forward(_encode({**asked, "Entries": first}))
    await exchange.answer(_with(response, "Failed", failed))


def execute_half(codes: Sequence[str], *, after: bool) -> WireFault:
    """Return a fault that fails every second statement of a BatchExecuteStatement with these codes of DynamoDB.

    The call itself succeeds. `after` lets the failed statements take effect all the same.
    """
    errors = cycle({"Error": {"Code": code, "Message": "injected"}} for code in codes)
    firsts = cycle((1, 0))

    async def fault(exchange: Exchange) -> None:
        asked = json.loads(exchange.request.body)
        statements = asked["Statements"]
        first = next(firsts)  # so that a statement which comes alone fails, too
        failing = {number for number, _ in enumerate(statements) if number % 2 != first}
        executed = [number for number, _ in enumerate(statements) if after or number not in failing]
        response = _ok({"Responses": []})
        if executed:
            kept = [statements[number] for number in executed]
            response = await exchange.forward(_encode({**asked, "Statements": kept}))
        if response.status == HTTPStatus.OK:
            results = dict(zip(executed, json.loads(response.body)["Responses"], strict=True))
            every = [next(errors) if number in failing else results[number] for number, _ in enumerate(statements)]
            response = _with(response, "Responses", every)
        await exchange.answer(response)

    return fault


def _with(response: ProxiedResponse, name: str, value: object) -> ProxiedResponse:
    """Return the response to a half with the other half's result beside it; an error stays as it is."""
    return _ok({**json.loads(response.body), name: value}) if response.status == HTTPStatus.OK else response


def _encode(body: object) -> bytes:
    return json.dumps(body).encode()


def _ok(body: object) -> ProxiedResponse:
    headers = {"content-type": "application/x-amz-json-1.0"}  # no checksum: the body has changed
    return ProxiedResponse(status=200, headers=headers, body=_encode(body))
