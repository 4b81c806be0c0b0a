"""Faults of calls that carry many entries: one half takes effect, the other is handed back or ends in an error."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from itertools import cycle

from chaos.exchange import Exchange, Fault
from chaos.wire import Message


async def half_read(exchange: Exchange) -> None:
    """BatchGetItem reads the first half, and says that it left the rest."""
    asked = json.loads(exchange.request.body)
    ((table, request),) = asked["RequestItems"].items()
    keys = request["Keys"]
    taken, undone = ({table: {**request, "Keys": half}} for half in (keys[: len(keys) // 2], keys[len(keys) // 2 :]))
    response = _answered({"Responses": {}})
    if len(keys) > 1:
        response = await exchange.forward(_encoded({**asked, "RequestItems": taken}))
    await exchange.answer(_with(response, "UnprocessedKeys", undone))


async def half_send(exchange: Exchange) -> None:
    """SendMessageBatch takes the first half, and says that it failed on the rest."""
    asked = json.loads(exchange.request.body)
    entries = asked["Entries"]
    taken, undone = entries[: len(entries) // 2], entries[len(entries) // 2 :]
    failed = [
        {"Id": each["Id"], "SenderFault": False, "Code": "InternalError", "Message": "injected"} for each in undone
    ]
    response = _answered({"Successful": []})
    if taken:
        response = await exchange.forward(_encoded({**asked, "Entries": taken}))
    await exchange.answer(_with(response, "Failed", failed))


def half_execute(codes: Sequence[str], *, after: bool) -> Fault:
    """Return a fault by which every second statement of a BatchExecuteStatement ends in an error, as DynamoDB words it.

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
        response = _answered({"Responses": []})
        if executed:
            taken = [statements[number] for number in executed]
            response = await exchange.forward(_encoded({**asked, "Statements": taken}))
        if response.status == HTTPStatus.OK:
            said = dict(zip(executed, json.loads(response.body)["Responses"], strict=True))
            told = [next(errors) if number in failing else said[number] for number, _ in enumerate(statements)]
            response = _with(response, "Responses", told)
        await exchange.answer(response)

    return fault


def _with(response: Message, name: str, value: object) -> Message:
    """Return the answer to a half with what became of the other half; an error stays what it is."""
    return _answered({**json.loads(response.body), name: value}) if response.status == HTTPStatus.OK else response


def _encoded(body: object) -> bytes:
    return json.dumps(body).encode()


def _answered(body: object) -> Message:
    headers = {"content-type": "application/x-amz-json-1.0"}  # without a checksum, for the body is another now
    return Message(start="HTTP/1.1 200 OK", headers=headers, body=_encoded(body))
