"""The life of a stack, from the first preview to destroy, and what has to hold at each step."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from emulator.emulator import PROJECT
from fraudctl.client.api_client import ApiClient
from fraudctl.client.scores import find_transaction
from fraudctl.demo.inbox import Inbox
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.rollout import moves
from fraudctl.rollout.table.session import Session
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.stacks.target import Target
from handlers.decision.strategy.pointers import SHADOW
from tests.engine.inventory import inventory
from tests.engine.pulumi import STACK, EngineError
from tests.pipeline.waiting import eventually

REGION = "us-east-1"
RISKY: dict[str, Any] = json.loads((PROJECT / "samples" / "risky.json").read_bytes())
"""A transaction that scores 0.9."""
UNALERTED = "0.95"


class Engine(Protocol):
    """Whatever deploys the stack `local`."""

    def init(self) -> None: ...
    def preview(self) -> None: ...
    def planned(self) -> set[str]: ...
    def up(self, *options: str) -> None: ...
    def configure(self, key: str, value: str) -> None: ...
    def outputs(self) -> dict[str, Any]: ...
    def destroy(self) -> None: ...


def run(engine: Engine, endpoint: str, say: Callable[[str], None]) -> None:
    """Take the stack through its life on the embedded AWS at the endpoint.

    Raises:
        EngineError: a step failed, or left what it must not; says which.
        AssertionError: something did not come in time.
    """
    empty = at(endpoint, {})
    before = inventory(empty)
    engine.init()
    engine.preview()
    require(inventory(empty) == before, "the preview made something")
    engine.up()
    target = at(endpoint, engine.outputs())
    score = scored(target, "engine-1", say)
    require("alerted_at" in score, f"{score['fraud_score']} was not alerted")
    shadowed = with_shadow(target)
    engine.up("--expect-no-changes")
    engine.configure("alertThreshold", UNALERTED)
    require(engine.planned() <= {"same", "update"}, f"another threshold would {', '.join(sorted(engine.planned()))}")
    engine.up()
    require(strategy_rows(target) == shadowed, "a deployment of the stack changed strategies that were deployed")
    score = scored(at(endpoint, engine.outputs()), "engine-2", say)
    require("alerted_at" not in score, f"{score['fraud_score']} was alerted above {UNALERTED}")
    engine.destroy()
    left = inventory(empty) - before
    require(not left, f"after destroy there is still {', '.join(sorted(left))}")
    say("nothing is left")


def with_shadow(target: Target) -> list[str]:
    """Deploy a shadow, as an operator does at run time, and return the rows of the strategies table."""
    session = Session(target, DeployedStrategies.of(target))
    strategy = packaged_strategy()
    session.writer.keep(strategy)
    session.make(moves.deploy(session.table.pointers(), strategy.digest, SHADOW))
    return strategy_rows(target)


def strategy_rows(target: Target) -> list[str]:
    """Return all rows of the strategies table."""
    found = target.client("dynamodb").scan(TableName=target.exports["fraud_strategies_table_name"])["Items"]
    require(found, "nothing is in the strategies table")
    return sorted(json.dumps(row, sort_keys=True) for row in found)


def at(endpoint: str, outputs: Mapping[str, Any]) -> Target:
    """Return the deployed stack; its API's address in the form that the embedded AWS answers to."""
    exports = dict(outputs)
    if "api_endpoint" in exports:
        exports["api_endpoint"] = embedded(str(exports["api_endpoint"]), endpoint)
    return Target(stack=STACK, region=REGION, exports=exports, emulator=endpoint)


def embedded(address: str, endpoint: str) -> str:
    """Return the address of an API on the embedded AWS, given the one in AWS's form that the provider makes up."""
    if address.startswith(endpoint):
        return address
    host, stage, *path = address.removeprefix("https://").split("/")
    return "/".join([endpoint, "restapis", host.split(".")[0], stage, "_user_request_", *path])


def scored(target: Target, transaction_id: str, say: Callable[[str], None]) -> Mapping[str, Any]:
    """Send a risky transaction; return its score once the alert that it owes, if any, has been published."""
    name = f"inbox-{transaction_id}"
    inbox, queues = Inbox(target, name), target.client("sqs")
    poster = ApiClient(target)
    try:
        answer = poster.post(json.dumps({**RISKY, "transaction_id": transaction_id}).encode())
    finally:
        poster.close()
    require(answer.status == 200, f"the API answered {answer.status}: {answer.body}")

    def settled() -> Mapping[str, Any] | None:
        _, score = find_transaction(target, transaction_id)
        return score if score and not score.get("pending") else None

    score = eventually(settled, f"score of {transaction_id}")
    alerts = inbox.take(int("alerted_at" in score))
    require(len(alerts) == int("alerted_at" in score), f"{transaction_id} says alerted_at, the topic sent {alerts}")
    say(f"{transaction_id} was stored and scored {score['fraud_score']}, {len(alerts)} alerts")
    queues.delete_queue(QueueUrl=queues.get_queue_url(QueueName=name)["QueueUrl"])
    return score


def require(held: object, otherwise: str) -> None:
    if not held:
        raise EngineError(otherwise)
