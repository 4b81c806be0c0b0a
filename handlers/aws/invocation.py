"""The present invocation: Lambda's context and the X-Ray trace."""

import os
import re
from typing import Protocol


class LambdaContext(Protocol):
    """The part of Lambda's context that the functions use."""

    @property
    def aws_request_id(self) -> str: ...


def trace_id() -> str | None:
    """Return the trace's id, from the header that Lambda sets before each invocation; None outside a trace."""
    header = re.search(r"Root=([\w-]+)", os.environ.get("_X_AMZN_TRACE_ID", ""))
    return header.group(1) if header else None
