"""Calls to AWS per 1,000 transactions, counted on the wire under steady load, and the cost of a million."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bench.aws.counting_proxy import CountedCalls, CountingProxy
from bench.load import drive
from bench.measurement import Measurement, Say, Scale, at_most
from bench.measures.cost import add_cost
from bench.systems import System, our_pipeline

SINGLE, BATCH = 2100, 2150
"""A batch looks for each id and puts each item by itself, as a single request does: a batch call of DynamoDB either
knows no condition or no other timestamp of the id."""

FUNCTIONS = ("ingestion", "processing", "scoring")
CLIENTS = 8
SIZE = 100
"""Transactions in a batch."""


def measure(scale: Scale, say: Say) -> Measurement:
    """Count the calls of the real pipeline's functions; requests to the API itself are not among them."""
    measured = Measurement()
    count = scale.pick(full=1000, quick=300)
    with our_pipeline() as stack, _proxies(stack) as proxies:
        say("warming up")
        drive(stack, clients=CLIENTS, count=40, seed=100)
        say("single transactions")
        single = _count(stack, proxies, clients=CLIENTS, count=count, seed=7, batch=1)
        say("batches")
        batched = _count(stack, proxies, clients=2, count=count * 2, seed=8, batch=SIZE)
    for name, counted, goal in (("single", single, SINGLE), (f"in batches of {SIZE}", batched, BATCH)):
        listed = sum(counted.calls.values(), Counter[str]())
        details = ", ".join(
            f"{number / counted.transactions * 1000:,.0f} {each}" for each, number in listed.most_common()
        )
        measured.add(f"calls per 1,000, {name}", counted.per_thousand, "calls", at_most(goal), beside=details)
    say("cost")
    add_cost(measured, single, batched)
    return measured


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
    stack: System, proxies: dict[str, CountingProxy], *, clients: int, count: int, seed: int, batch: int
) -> CountedCalls:
    before = {name: (Counter(proxy.calls), proxy.write_units, proxy.read_units) for name, proxy in proxies.items()}
    drive(stack, clients=clients, count=count, seed=seed, batch=batch)
    return CountedCalls(
        transactions=count,
        calls={name: Counter(proxy.calls) - before[name][0] for name, proxy in proxies.items()},
        write_units=sum(proxy.write_units - before[name][1] for name, proxy in proxies.items()),
        read_units=sum(proxy.read_units - before[name][2] for name, proxy in proxies.items()),
    )
