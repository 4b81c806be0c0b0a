"""Calls to AWS per 1,000 transactions, counted on the wire under steady load, and the cost of a million."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bench.aws.counting_proxy import CountedCalls, CountingProxy
from bench.load import drive
from bench.measurement import Measurement, Say, Scale, at_most
from bench.measures.cost import add_cost
from bench.region import KINDS, KnownRegion, profiles_of
from bench.region_file import known_region
from bench.systems import System, our_pipeline
from handlers.aws.batch_calls import LARGEST_READ, LARGEST_WRITE

OVER_NEED = 1.02
"""Times the calls that so many entities take: a retry by the SDK or a lost race is one more."""

FUNCTIONS = ("ingestion", "processing", "scoring")
CLIENTS, WARM_UP = 8, 40
SIZE = 100
"""Transactions in a batch."""
KNOWN = len(KINDS)
"""Entities of a transaction; of each, the packaged strategy reads a profile and facts, and writes the profile."""


def measure(scale: Scale, say: Say) -> Measurement:
    """Count the calls of the real pipeline's functions; requests to the API itself are not among them."""
    measured, region = Measurement(), known_region(scale, say)
    count = scale.pick(full=1000, quick=300)
    requests = region.bodies(WARM_UP + 3 * count)
    warming, ones, hundreds = (
        requests[:WARM_UP],
        requests[WARM_UP : WARM_UP + count],
        requests[WARM_UP + count :],
    )
    with our_pipeline() as stack, _proxies(stack) as proxies:
        say("writing profiles")
        _write_profiles(stack, region, requests)
        say("warming up")
        drive(stack, warming, clients=CLIENTS)
        say("single transactions")
        single = _count(stack, proxies, ones, clients=CLIENTS, batch=1)
        say("batches")
        batched = _count(stack, proxies, hundreds, clients=2, batch=SIZE)
    for name, counted in (("single", single), (f"in batches of {SIZE}", batched)):
        listed, needed = sum(counted.calls.values(), Counter[str]()), _needed(counted)
        details = ", ".join(
            f"{number / counted.transactions * 1000:,.0f} {each}" for each, number in listed.most_common()
        )
        measured.add(f"calls per 1,000, {name}", counted.per_thousand, "calls", beside=details)
        beside = f"{needed / counted.transactions * 1000:,.0f} per 1,000 in the same {len(counted.batches)} batches"
        measured.add("… against what it takes", listed.total() / needed, "×", at_most(OVER_NEED), beside=beside)
    measured.remarks.append(
        "what it takes: calls to look for each id and to put each item, since a batch call of DynamoDB either knows "
        "no condition or no other timestamp of the id; for each batch of the stream to invoke Scoring, to read its "
        "scores, its profiles and facts, 100 a call, and to write scores and profiles, 25 a call, each entity another; "
        "two for an alert"
    )
    say("cost")
    add_cost(measured, single, batched, region)
    return measured


def _needed(counted: CountedCalls) -> int:
    """Return the fewest calls for so many transactions in the same batches of the stream."""
    alerts = counted.calls["scoring"]["Publish"]
    return 2 * counted.transactions + sum(map(calls_of_batch, counted.batches)) + 2 * alerts


def calls_of_batch(size: int) -> int:
    """Return the fewest calls for a batch of the stream: Invoke, and what is to be read and written of each payment."""
    reads, writes = (size, 2 * KNOWN * size), (size, KNOWN * size)
    return 1 + sum(-(-items // LARGEST_READ) for items in reads) + sum(-(-items // LARGEST_WRITE) for items in writes)


def _write_profiles(stack: System, region: KnownRegion, requests: Sequence[bytes]) -> None:
    table, client = stack.target.exports["fraud_profiles_table_name"], stack.target.client("dynamodb")
    keys = dict.fromkeys(key for body in requests for key in profiles_of(body))
    puts = [{"PutRequest": {"Item": region.item(key)}} for key in keys]
    for first in range(0, len(puts), LARGEST_WRITE):
        client.batch_write_item(RequestItems={table: puts[first : first + LARGEST_WRITE]})


@contextlib.contextmanager
def _proxies(stack: System) -> Iterator[dict[str, CountingProxy]]:
    """Put a counting proxy between each function and AWS."""
    with contextlib.ExitStack() as opened:
        proxies = {name: opened.enter_context(CountingProxy(stack.emulator.endpoint)) for name in FUNCTIONS}
        functions = stack.target.client("lambda")
        for name, proxy in proxies.items():
            function = stack.target.exports[f"{name}_function_name"]
            known: dict[str, Any] = functions.get_function_configuration(FunctionName=function)["Environment"]
            variables = {**known["Variables"], "AWS_ENDPOINT_URL": proxy.url}
            functions.update_function_configuration(FunctionName=function, Environment={"Variables": variables})
        yield proxies


def _count(
    stack: System, proxies: dict[str, CountingProxy], requests: Sequence[bytes], *, clients: int, batch: int
) -> CountedCalls:
    before = {name: (Counter(proxy.calls), proxy.write_units, proxy.read_units) for name, proxy in proxies.items()}
    batches_before = len(proxies["processing"].batches)
    drive(stack, requests, clients=clients, batch=batch)
    return CountedCalls(
        transactions=len(requests),
        calls={name: Counter(proxy.calls) - before[name][0] for name, proxy in proxies.items()},
        write_units=sum(proxy.write_units - before[name][1] for name, proxy in proxies.items()),
        read_units=sum(proxy.read_units - before[name][2] for name, proxy in proxies.items()),
        batches=proxies["processing"].batches[batches_before:],
    )
