"""A month's usage of a load, and its bill: what each transaction reads, writes and has run."""

import math
from collections.abc import Mapping
from dataclasses import asdict

from fraudctl.capacity.bill import Invocations, Usage, bill, traces
from fraudctl.capacity.durations import StageMemory
from fraudctl.capacity.load import ExpectedLoad
from fraudctl.capacity.storage import SECONDS_PER_MONTH, stored_bytes

LOG_BYTES_A_REQUEST, LOG_BYTES_A_BATCH, LOG_BYTES_A_TRANSACTION = 260, 420, 90

TRANSACTED = 2
"""Units of a write in a TransactWriteItems, where a plain one is 1: DynamoDB's developer guide, "Amazon DynamoDB
Transactions: How it works"."""

EVENTUAL = 0.5
"""Units of an eventually consistent read of up to 4 KB, where a consistent one is 1."""


def row_writes(load: ExpectedLoad) -> float:
    """Return the write units of a transaction's row; with its decision it is in one transaction with the claim."""
    return TRANSACTED if load.decided else 1


def decision_writes(load: ExpectedLoad) -> float:
    """Return the write units of a transaction in the decisions table: its claim, and an attempt for each kind."""
    return TRANSACTED + load.attempts if load.decided else 0


def decision_reads(load: ExpectedLoad) -> float:
    """Return the read units of a decision beside those of a transaction that is stored: profiles, facts, attempts.

    Of the profiles table it reads the heartbeat, too; of the attempts it adds to the present bucket, and reads the one
    before, consistently.
    """
    if not load.decided:
        return 0
    return EVENTUAL * ((1 + load.facts) * load.entities + 1) + load.attempts


def scoring_reads(load: ExpectedLoad) -> float:
    """Return the read units of profiles and facts by Scoring, which needs no facts where a decision came along."""
    return (1 + (load.facts and not load.decided)) * load.entities


MARKS_READS = 2
"""Read units of a batch by Scoring for the marks of erasures, in a call of their own and with the profiles, within 4 KB
as while few or none are erased."""

TRANSACTION_READ = 4
"""Read units of reading a transaction back: of its rows, its score, its labels and its review, each within 4 KB and as
last written."""


ALERT_WRITES, ALERT_PUBLISHES = 4, 2
"""Write units and messages of an alert: its score is settled and its review opened, both in an index too; it and its
event are published."""

STRATEGIES_READ_EVERY = 30
"""Seconds, after which an instance that decides asks the strategies table again which ones are in force."""


def strategy_reads(runs: Mapping[str, float], seconds: Mapping[str, float]) -> float:
    """Return the read units a second of strategies: of each instance that is at work, but not oftener than it runs."""
    deciding = [name for name in ("decision", "scoring") if name in runs]
    return sum(min(runs[name], math.ceil(runs[name] * seconds[name]) / STRATEGIES_READ_EVERY) for name in deciding)


def monthly_bill(
    load: ExpectedLoad, runs: Mapping[str, float], seconds: Mapping[str, float], memory: StageMemory
) -> dict[str, float]:
    """Return USD by service for a month, of functions that run so often a second, each so many seconds."""
    transactions, requests = load.rate * SECONDS_PER_MONTH, load.all_requests * SECONDS_PER_MONTH
    megabytes = asdict(memory)
    invocations = {
        name: Invocations(
            count=rate * SECONDS_PER_MONTH, memory=megabytes[name], seconds=rate * seconds[name] * SECONDS_PER_MONTH
        )
        for name, rate in runs.items()
    }
    usage = Usage(
        transactions=transactions,
        api_requests=requests,
        invocations=invocations,
        write_units=(row_writes(load) + decision_writes(load) + 1 + load.entities + ALERT_WRITES * load.alerted)
        * transactions,
        read_units=(2 + decision_reads(load) + scoring_reads(load) + TRANSACTION_READ * load.reads) * transactions
        + MARKS_READS * invocations["scoring"].count
        + strategy_reads(runs, seconds) * SECONDS_PER_MONTH,
        published=transactions * load.alerted * ALERT_PUBLISHES,
        traces=traces(requests, SECONDS_PER_MONTH),
        log_bytes=requests * LOG_BYTES_A_REQUEST
        + 2 * invocations["scoring"].count * LOG_BYTES_A_BATCH
        + transactions * LOG_BYTES_A_TRANSACTION,
        stored_bytes=stored_bytes(load),
    )
    return {service: usd * transactions / 1e6 for service, usd in bill(usage).items()}
