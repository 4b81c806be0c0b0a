"""Clients of AWS and their timeouts: made at import, when Lambda gives a function the most CPU, never in a handler.

They come from botocore itself: boto3 adds resources and S3 transfers, which no function needs and every cold start
would pay for.
"""

from typing import Any, NamedTuple

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

PAGE_SECONDS = 2.0
"""For the calls of a page that is read; one that is under way is then waited for."""

LONGEST_READ = 3.5
"""Seconds after which a call that reads for an answer has succeeded or failed, a second try and the pause included: a
page, a call under way and one that completes it end within the ten seconds of their function."""

READ_TIMEOUTS = Config(
    connect_timeout=0.5,
    read_timeout=0.75,
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
)

FUNCTION_SECONDS = (0.5, 9.0)
"""To connect for a call of a function, and to wait for its answer."""

FUNCTION_TIMEOUTS = Config(
    connect_timeout=FUNCTION_SECONDS[0],
    read_timeout=FUNCTION_SECONDS[1],
    retries={"mode": "standard", "total_max_attempts": 1},  # who asks has retries of their own, and the same id
)
"""Of calls of functions: three of them, one after the other, end before the API does."""

LESS_CPU = Config(
    user_agent="fraud-detection",  # the SDK builds its own anew for every request, for a tenth of its CPU
    parameter_validation=False,  # DynamoDB checks again what the SDK would check attribute by attribute
)


class AnswerBudgets(NamedTuple):
    """Times of the calls behind an answer that a client waits for; each call has one attempt by the SDK."""

    reads: Config
    """Timeouts of reads; what does not answer in time counts as unread."""
    writes: Config
    """Timeouts of each of two tries to write, or to send: the SDK would pause between them for up to a second."""
    tables: float
    """Seconds after which no further call of the tables is started, and the queue takes the decision."""

    @classmethod
    def within(cls, seconds: int) -> "AnswerBudgets":
        """Return the budgets of an answer within so many seconds, in proportion, whatever breaks.

        Tables have half of them, a write that is under way then a sixth, and two tries of the queue a sixth each.
        """
        connect, write = seconds / 20, seconds / 6
        return cls(reads=_one_try(connect, connect), writes=_one_try(connect, write - connect), tables=seconds / 2)


def _one_try(connect: float, answer: float) -> Config:
    once = Config(retries={"mode": "standard", "total_max_attempts": 1})
    return once.merge(Config(connect_timeout=connect, read_timeout=answer))


def aws_client(service: str, timeouts: Config = CLIENT_TIMEOUTS) -> Any:
    """Return a client of the service, with our timeouts."""
    client: Any = SESSION.create_client(service, config=timeouts.merge(LESS_CPU))
    if service == "dynamodb":  # the SDK finds the same address anew for every request, for a tenth of its CPU
        client._ruleset_resolver = None  # noqa: SLF001 -- botocore then takes the address that the client was made with
    return client


def _hold_back(params: dict[str, Any], context: dict[str, Any], **_: object) -> dict[str, Any]:
    """Leave the SDK nothing to serialize."""
    context["held_back"] = params
    return {}


def _write_down(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    """Make the parameters, which have the form of DynamoDB's JSON already, the request's body."""
    params["body"] = msgspec.json.encode(context["held_back"])


# The SDK walks through every attribute: of a batch of scores, that is 40 % of the CPU that Scoring would take
_events = SESSION.get_component("event_emitter")
_events.register("provide-client-params.dynamodb", _hold_back)
_events.register("before-call.dynamodb", _write_down)
