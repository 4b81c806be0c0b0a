"""The connections of one poller: the queue as the function's own role, stream and Invoke as the Lambda service."""

import contextlib
import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.config import Config

from emulator.aws_session import isolated_session
from emulator.streams.mapping import StreamMapping
from emulator.streams.role import FunctionRole, require_rights

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient

ANSWER_SECONDS = 10
"""The read timeout of a call; that of Invoke is longer by the function's own timeout."""


@dataclass(frozen=True, kw_only=True)
class StreamClients:
    """The clients of one poller; a test replaces some by a proxy or a stub."""

    streams: "DynamoDBStreamsClient"
    queues: "SQSClient"
    functions: "LambdaClient"
    function_arn: str
    connections: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    """Closed by the poller at its end."""


def connect_poller(mapping: StreamMapping, *, endpoint_url: str, region: str) -> StreamClients:
    """Return clients for this mapping, made on a running emulator.

    Raises:
        StreamPollerError: the function's role lacks a right that the mapping needs.
    """
    root = isolated_session(region)  # the emulator's services call one another as root
    as_service = functools.partial(root.client, endpoint_url=endpoint_url)
    quick = _once(ANSWER_SECONDS)
    with contextlib.ExitStack() as at_first, contextlib.ExitStack() as opened:
        lambda_ = at_first.enter_context(contextlib.closing(as_service("lambda", config=quick)))
        function = lambda_.get_function_configuration(FunctionName=mapping.function_name)
        iam = at_first.enter_context(contextlib.closing(as_service("iam", config=quick)))
        require_rights(iam, function["Role"], mapping)
        sts = opened.enter_context(contextlib.closing(as_service("sts", config=quick)))
        role = FunctionRole(sts, function["Role"], function["FunctionName"]).session_in(region)
        queues = role.client("sqs", endpoint_url=endpoint_url, config=quick)
        streams = as_service("dynamodbstreams", config=quick)
        # Invoke answers when the function does, so it has a client of its own with a longer timeout.
        functions = as_service("lambda", config=_once(ANSWER_SECONDS + function["Timeout"]))
        for client in (queues, streams, functions):
            opened.callback(client.close)
        return StreamClients(
            streams=streams,
            queues=queues,
            functions=functions,
            function_arn=function["FunctionArn"],
            connections=opened.pop_all(),
        )


def _once(read_timeout: float) -> Config:
    """Return settings for one attempt a call: the poller itself retries, so that it can stop at once."""
    return Config(
        connect_timeout=2, read_timeout=read_timeout, retries={"total_max_attempts": 1}, max_pool_connections=1
    )
