"""The X-Ray trace that the present invocation belongs to."""

import os
import re


def trace_id() -> str | None:
    """The trace's id, from the header that Lambda sets before each invocation; None outside a trace."""
    header = re.search(r"Root=([\w-]+)", os.environ.get("_X_AMZN_TRACE_ID", ""))
    return header.group(1) if header else None
