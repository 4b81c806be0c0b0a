"""How long a call to AWS may take: its end must come before the function's own."""

from botocore.config import Config

CONNECT_TIMEOUT, READ_TIMEOUT, ATTEMPTS = 1.0, 1.5, 2
LONGEST_BACKOFF = 1.0
"""Seconds before the first retry in botocore's standard mode: a random share of one."""

LONGEST_CALL = ATTEMPTS * (CONNECT_TIMEOUT + READ_TIMEOUT) + (ATTEMPTS - 1) * LONGEST_BACKOFF
"""Seconds after which a call has its answer or has failed."""

CLIENT_TIMEOUTS = Config(
    connect_timeout=CONNECT_TIMEOUT,
    read_timeout=READ_TIMEOUT,
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
)
