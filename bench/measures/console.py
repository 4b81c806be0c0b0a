"""The console on a stack with as many alerts as it keeps: its first view, and how soon a filter is answered."""

import contextlib
import json
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx2

from bench.load import drive
from bench.measurement import Measurement, Say, Scale, at_most
from bench.systems import our_pipeline
from fraudctl.client.latency import percentile
from fraudctl.console.alerts.cache import MOST
from fraudctl.console.context import Console
from fraudctl.console.serving import serving
from fraudctl.console.session import ConsoleSession
from fraudctl.errors import CommandError
from fraudctl.stacks.target import Target

FIRST_VIEW, FILTER = 1_000, 200
"""Milliseconds."""
CLIENTS, BATCH = 2, 50
READ_WITHIN = 1_800
"""Seconds after which alerts that are not all in memory are a fault."""
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"text": "alert-12"},
    {"text": "crypto 7"},
    {"text": "amount above 10000"},
    {"text": "nobody-has-this"},
    {"outcome": "decline"},
    {"outcome": "review", "sort": "amount"},
    {"only": "review"},
    {"only": "mine"},
    {"sort": "newest"},
    {"sort": "score", "page": "40"},
    {"sort": "amount", "page": "200"},
)


def measure(scale: Scale, say: Say) -> Measurement:
    """Fill a stack with alerts, open its console, and ask for filters while it refreshes itself."""
    measured, alerts = Measurement(), scale.pick(full=MOST, quick=500)
    with our_pipeline() as pipeline:
        say(f"{alerts:,} alerts")
        drive(pipeline, list(_risky(alerts)), clients=CLIENTS, batch=BATCH)
        say("the first view")
        first = _first_view(pipeline.target)
        say(f"reading {alerts:,} alerts")
        console = Console(pipeline.target)
        with serving(console) as (session, _), _let_in(session) as browser:
            filling, read = _filled(console, browser, alerts)
            say("filters")
            taken = list(_filtered(browser, scale.pick(full=20, quick=5)))
    measured.add("first view", first, "ms", at_most(FIRST_VIEW), beside="from the command's start, imports apart")
    beside = f"of {len(filling):,} while the console read {alerts:,} alerts, in {read:.0f} s; {_spread(filling)}"
    measured.add("a filter while it reads, 95% at most", percentile(filling, 0.95), "ms", at_most(FILTER), beside)
    beside = f"of {len(taken):,}, by {len(FILTERS)} filters of {alerts:,} alerts; {_spread(taken)}"
    measured.add("a filter, 95% at most", percentile(taken, 0.95), "ms", at_most(FILTER), beside)
    measured.remarks.append(
        "the console, the embedded AWS, its functions and who asks share this machine's CPUs; a page waits up to "
        "100 ms for the reasons of rows that it shows for the first time, and has the others at its next refresh"
    )
    return measured


def _risky(count: int) -> Iterator[bytes]:
    """Yield payments of which each is alerted; the merchants and customers are many."""
    now = time.time_ns() // 1_000_000
    for each in range(count):
        payment = {
            "transaction_id": f"alert-{each:05}",
            "amount": 10_001 + each % 997,
            "merchant": f"Crypto {each % 89}",
            "customer_id": f"C-{each % 2_003}",
            "timestamp": now - 40 * (count - each),
        }
        yield json.dumps(payment).encode()


def _first_view(target: Target) -> float:
    """Return the milliseconds from the start of a console until its queue is answered."""
    began = time.perf_counter()
    with serving(Console(target)) as (session, _), _let_in(session) as browser:
        _show(browser, {})
        return (time.perf_counter() - began) * 1e3


def _filled(console: Console, browser: httpx2.Client, alerts: int) -> tuple[list[float], float]:
    """Return the milliseconds of filters until all alerts are in memory, and the seconds that took."""
    taken, began = list[float](), time.perf_counter()
    while not (snapshot := console.cache.snapshot()).complete or snapshot.alerts < alerts:
        if time.perf_counter() - began > READ_WITHIN:
            raise CommandError(f"{snapshot.alerts:,} of {alerts:,} alerts were read in {READ_WITHIN} s")
        taken += [_show(browser, each) for each in FILTERS]
    return taken, time.perf_counter() - began


def _filtered(browser: httpx2.Client, rounds: int) -> Iterator[float]:
    """Yield the milliseconds that each filter takes."""
    for _ in range(rounds):
        yield from (_show(browser, each) for each in FILTERS)


def _show(browser: httpx2.Client, query: dict[str, str]) -> float:
    """Return the milliseconds of the queue's rows by a filter, of its page without one; or raise CommandError."""
    began = time.perf_counter()
    answer = browser.get(f"/queue/rows?{urlencode(query)}" if query else "/")
    if answer.status_code != httpx2.codes.OK:
        raise CommandError(f"the console answered {answer.status_code}")
    return (time.perf_counter() - began) * 1e3


@contextlib.contextmanager
def _let_in(session: ConsoleSession) -> Iterator[httpx2.Client]:
    """Yield a client that the console has let in by its address."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{session.port}", timeout=60) as browser:
        browser.get(session.address)
        yield browser


def _spread(taken: list[float]) -> str:
    return f"half up to {percentile(taken, 0.5):.0f} ms, the slowest {max(taken):.0f} ms"
