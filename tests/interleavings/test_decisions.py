"""One id has one decision, in every interleaving of requests by either route and of redrives, wherever one dies."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.handlers.functions import SilentLogs
from tests.interleavings.actor import FaultKind
from tests.interleavings.decidings import DecisionScene, decisions_in_memory
from tests.interleavings.ingestions import RECEIVED, IngestionClient
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order_and_fault, random_orders

TIMED: Mapping[str, Any] = {"transaction_id": "tx-1", "amount": 20, "timestamp": RECEIVED - 7}
OTHER = {**TIMED, "amount": 1}
LATER = {**TIMED, "timestamp": RECEIVED - 3}
"""Decided otherwise."""
UNTIMED = {"transaction_id": "tx-1", "amount": 20}
NEIGHBOUR = {"transaction_id": "tx-2", "amount": 5, "timestamp": RECEIVED - 5}
CARD = {"metadata": {"card_token": "T-9"}}

PAIRS = {
    "the same": (TIMED, TIMED),
    "other content": (TIMED, OTHER),
    "another timestamp": (TIMED, LATER),
    "no timestamps": (UNTIMED, UNTIMED),
    "with and without timestamp": (LATER, UNTIMED),
}
TROUBLES: Sequence[FaultKind] = ("crash", "lost answer", "conflict")

Scenes = Callable[..., DecisionScene]


@pytest.fixture(scope="module")
def scene() -> Iterator[Scenes]:
    with decisions_in_memory(SilentLogs()) as made:
        yield made


def keeps_its_promises(made: DecisionScene, run: ScheduledRun) -> None:
    made.finish(run)
    found = list(made.broken(run))
    assert not found, "\n".join([str(run), *found, *map(str, made.said), *map(str, made.rows)])


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("route", ["decision", "single", "redriven decision"])
def test_a_decision_and_another_request_of_its_id(scene: Scenes, pair: str, route: str) -> None:
    one, other = PAIRS[pair]
    if route == "redriven decision" and "timestamp" not in other:
        one, other = other, one  # a message always says when
    made = scene(IngestionClient([one], "decision"), IngestionClient([{"timestamp": RECEIVED, **other}], route))

    for run in every_order_and_fault(made.start, TROUBLES):
        keeps_its_promises(made, run)


@pytest.mark.parametrize("pair", ["the same", "other content", "another timestamp"])
def test_a_decision_and_a_batch(scene: Scenes, pair: str) -> None:
    one, other = PAIRS[pair]
    made = scene(IngestionClient([one], "decision"), IngestionClient([other, NEIGHBOUR], "batch"))

    for run in every_order_and_fault(made.start, TROUBLES):
        keeps_its_promises(made, run)


@pytest.mark.parametrize("pair", ["the same", "another timestamp"])
def test_a_client_that_tries_again_while_its_decision_is_redriven_and_another_client(scene: Scenes, pair: str) -> None:
    one, other = PAIRS[pair]
    made = scene(
        IngestionClient([one], "decision"),
        IngestionClient([other], "redriven decision"),
        IngestionClient([one], "decision"),
    )

    for run in random_orders(made.start, 300, int(os.environ["INTERLEAVINGS_SEED"])):
        keeps_its_promises(made, run)


def test_of_fifty_decisions_on_one_card_at_most_five_are_approved(scene: Scenes) -> None:
    requests = [{**TIMED, **CARD, "transaction_id": f"tx-{number}"} for number in range(50)]
    made = scene(*(IngestionClient([each], "decision") for each in requests))

    for run in random_orders(made.start, 10, int(os.environ["INTERLEAVINGS_SEED"])):
        answers = [json.loads(actor.result["body"]) for actor in run.actors if actor.error is None]
        outcomes = [each["outcome"] for each in answers if "degraded" not in each]
        assert outcomes.count("approve") <= 5, str(run)
        assert outcomes.count("approve") + outcomes.count("decline") >= 49, "one may have died, or lost an answer"
