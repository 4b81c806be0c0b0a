"""Clients of AWS and their timeouts: made at import, when Lambda gives a function the most CPU, never in a handler.

They come from botocore itself: boto3 adds resources and S3 transfers, which no function needs and every cold start
would pay for.
"""

from typing import Any

import botocore.session
import msgspec
from botocore.config import Config

SESSION = botocore.session.get_session()

CONNECT_TIMEOUT, READ_TIMEOUT, ATTEMPTS = 1.0, 1.5, 2
LONGEST_BACKOFF = 1.0
"""Seconds before the first retry in botocore's standard mode: a random share of one."""

LONGEST_CALL = ATTEMPTS * (CONNECT_TIMEOUT + READ_TIMEOUT) + (ATTEMPTS - 1) * LONGEST_BACKOFF
"""Seconds after which a call has succeeded or failed; all calls must end before the function's own timeout."""

CLIENT_TIMEOUTS = Config(
    connect_timeout=CONNECT_TIMEOUT,
    read_timeout=READ_TIMEOUT,
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
)

WRITE_IN_TIME = Config(
    connect_timeout=0.15,
    read_timeout=0.35,
    retries={"mode": "standard", "total_max_attempts": 1},
)
"""Of a write that a client waits for, which is tried twice: without the SDK's pause between, of up to a second."""

LESS_CPU = Config(
    user_agent="fraud-detection",  # the SDK builds its own anew for every request, for a tenth of its CPU
    parameter_validation=False,  # DynamoDB checks again what the SDK would check attribute by attribute
)


def read_in_time(milliseconds: int) -> Config:
    """Return the timeouts of a read that a client waits for: what does not answer in time counts as unread.

    So long is waited for a new connection, and so long for the answer.
    """
    seconds = milliseconds / 1000
    return Config(connect_timeout=seconds, read_timeout=seconds, retries={"mode": "standard", "total_max_attempts": 1})


def aws_client(service: str, timeouts: Config = CLIENT_TIMEOUTS) -> Any:
    """Return a client of the service, with our timeouts."""
    client: Any = SESSION.create_client(service, config=timeouts.merge(LESS_CPU))
    if service == "dynamodb":  # the SDK finds the same address anew for every request, for a tenth of its CPU
        client._ruleset_resolver = None  # noqa: SLF001 -- botocore then takes the address that the client was made with
    return client


def _hold_back(params: dict[str, Any], context: dict[str, Any], model: Any, **_: object) -> dict[str, Any]:
    """Leave the SDK nothing to serialize, and no more to look into than it fails without."""
    context["held_back"] = params
    return {"RequestItems": {}} if "RequestItems" in params and model.name == "BatchGetItem" else {}


def _write_down(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    """Make the parameters, which have the form of DynamoDB's JSON already, the request's body."""
    params["body"] = msgspec.json.encode(context["held_back"])


# The SDK walks through every attribute: of a batch of scores, that is 40 % of the CPU that Scoring would take
_events = SESSION.get_component("event_emitter")
_events.register("provide-client-params.dynamodb", _hold_back)
_events.register("before-call.dynamodb", _write_down)
