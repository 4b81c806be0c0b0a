"""What Lambda says of an invocation."""

from typing import Protocol


class LambdaContext(Protocol):
    """As much of it as the functions look at."""

    @property
    def aws_request_id(self) -> str: ...
