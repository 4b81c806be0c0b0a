"""Lists at run time: how soon an entry decides, and how fast a file is imported."""

import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bench.measurement import Measurement, Say, Scale, at_most
from bench.measures.rollout import deploy, version
from bench.systems import our_pipeline
from fraudctl.client.api_client import ApiClient
from fraudctl.client.connection import ApiResponse
from fraudctl.client.route import DECIDE
from fraudctl.errors import CommandError
from fraudctl.lists.list_import import WRITTEN, ListImport
from fraudctl.lists.stack_lists import StackLists
from fraudctl.stacks.target import Target
from handlers.decision.entity.entities import EntityKey

WITHIN = 1
"""Seconds in which an entry begins to count."""
LONGEST = 60
"""Seconds after which an entry that does not count is a fault."""
LISTED = EntityKey("customer", "C-listed")


def measure(scale: Scale, say: Say) -> Measurement:
    """Put a customer on a list and take it off, then import a file."""
    measured, entries = Measurement(), scale.pick(full=100_000, quick=2_000)
    with our_pipeline() as pipeline:
        deploy(pipeline.target, version("good"))
        say("an entry at a time")
        listed = list(_listed(pipeline.target, scale.pick(full=100, quick=10)))
        say(f"a file of {entries:,} entries")
        seconds = _imported(pipeline.target, entries)
    beside = f"the slowest of {len(listed)} changes, the request that asks included"
    measured.add("until an entry decides", max(listed), "s", at_most(WITHIN), beside=beside)
    beside = f"{entries:,} in {seconds:.0f} s, each of another customer"
    measured.add("imported", entries / seconds, "entries a second", beside=beside)
    return measured


def _listed(target: Target, changes: int) -> Iterator[float]:
    """Yield the seconds from each change of a list until a decision on the customer knows of it."""
    api, numbers = ApiClient(target, endpoint=DECIDE.endpoint), count(1)

    def ask() -> ApiResponse:
        body = {"transaction_id": f"listed-{next(numbers)}", "customer_id": LISTED.id, "amount": 10}
        return api.post(json.dumps(body).encode())

    ask()  # no entry waits for the function to start
    for change in range(changes):
        lists, on_it = StackLists.of(target, datetime.now(UTC)), change % 2 == 0
        if on_it:
            lists.add(LISTED, "blocked", until=None, note=None)
        else:
            lists.remove(LISTED, "blocked", note=None)
        made, outcome = time.time(), "decline" if on_it else "approve"
        while (answer := ask()).body["outcome"] != outcome:
            if answer.received - made > LONGEST:
                raise CommandError(f"the list did not count {LONGEST} s after its change")
        yield answer.received - made
    api.close()


def _imported(target: Target, entries: int) -> float:
    """Return the seconds that the import of a file takes, each line an entry of another customer."""
    lists = StackLists.of(target, datetime.now(UTC))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "blocked.jsonl"
        lines = (json.dumps({"list": "blocked", "kind": "customer", "id": f"B-{each}"}) for each in range(entries))
        file.write_text("\n".join(lines))
        began = time.perf_counter()
        done = ListImport(lists.writer, lists.scope, by=lists.caller, now=lists.now).run(file)
        seconds = time.perf_counter() - began
    if done.counts[WRITTEN] != entries:
        raise CommandError(f"of {entries:,} entries of a list {done.counts} came to a result")
    return seconds
