"""A person is erased on the embedded AWS by somebody who has the policy for that alone, while payments go on."""

import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner, Result

from emulator.clients import Clients
from fraudctl.cli import command_line
from fraudctl.erase.eraser import DRAIN, Eraser
from fraudctl.erase.errors import erasing_errors
from fraudctl.erase.mark_table import LEAD
from fraudctl.erase.plan import Plan
from fraudctl.erase.record import WAIT
from fraudctl.erase.stack import eraser_of, queues_of, tables_of
from fraudctl.erase.whom import Whom
from fraudctl.errors import CommandError
from fraudctl.lists.stack_lists import StackLists
from fraudctl.recovery import Stage, reconcile_scores
from fraudctl.recovery.function_client import FunctionClient
from fraudctl.stacks.local_stack import LocalStack
from fraudctl.stacks.target import Target
from handlers.contract.iso_time import EPOCH, iso_time
from handlers.decision.erasure import BEGUN_AFTER, ERASURES
from handlers.decision.profile.codec import decode
from tests.pipeline.outages import RISKY, send_as_function
from tests.pipeline.principals import DENIED, Member, member
from tests.pipeline.stack_calls import items, post_transaction, scores, stored_transactions

PERSON, OTHER = "erased-4711", "stays-4712"


ACTIONS = {"ChangeMessageVisibilityBatch": "ChangeMessageVisibility", "Invoke": "InvokeFunction"}
"""The rights that calls need, where these have another name."""

Right = tuple[str, str]
"""An action, and the name of the table, queue or function that it is done to."""


@dataclass(frozen=True, kw_only=True)
class TargetOfOfficer(Target):
    """A stack as a member of the account may use it, with the rights that the calls needed."""

    member: Member
    used: set[Right] = field(default_factory=set)

    def client(self, service: str, **_: Any) -> Any:
        client = self.member.client(service)

        def note(params: Mapping[str, Any], model: Any, **_: Any) -> None:
            self.used.update(rights_for(service, model.name, params))

        client.meta.events.register(f"provide-client-params.{service}", note, unique_id=service)
        return client


def rights_for(service: str, operation: str, params: Mapping[str, Any]) -> Iterator[Right]:
    """Yield the rights that a call needs."""
    if operation == "TransactWriteItems":
        for each in params["TransactItems"]:
            for kind, write in each.items():
                yield f"dynamodb:{kind}Item", write["TableName"]
    elif service != "sts":
        names = ("TableName", "QueueUrl", "FunctionName")
        named = next(params[name] for name in names if name in params)
        yield f"{service}:{ACTIONS.get(operation, operation)}", named.rpartition("/")[2]


@pytest.fixture(scope="module")
def officer(outage_stack: LocalStack) -> Iterator[TargetOfOfficer]:
    """Yield the stack as somebody uses it who has the policy for erasures, and nothing else; its queues are empty."""
    queues = outage_stack.target.client("sqs")
    for url in queues_of(outage_stack.target).values():
        queues.purge_queue(QueueUrl=url)  # the outages of other tests leave messages, for a while held by who read them
    clients = Clients(outage_stack.deployment.endpoint, outage_stack.deployment.region)
    exports = dict(outage_stack.target.exports)
    with member(clients, "officer", attached=[exports["erasure_policy_arn"]]) as someone:
        yield TargetOfOfficer(
            stack="outages",
            region=outage_stack.target.region,
            exports=exports,
            emulator=outage_stack.target.emulator,
            member=someone,
        )
    clients.close()


def eraser(target: Target, at: int) -> Eraser:
    """Return an eraser whose moment is the time that is handed in, and that waits for nobody: nothing is under way."""
    return eraser_of(
        target,
        Whom.named(target, "customer", PERSON),
        wait=lambda _: None,
        clock=lambda: at - LEAD,
        segments=2,
    )


def left_in(stack: LocalStack) -> dict[str, list[Any]]:
    """Return the items and messages that hold the person's id, by table and queue, however they are written."""
    found, client, queues = dict[str, list[Any]](), stack.target.client("dynamodb"), stack.target.client("sqs")
    tables = tables_of(stack.target)
    for table in vars(tables).values() if hasattr(tables, "__dict__") else ():
        for item in client.scan(TableName=table, ConsistentRead=True)["Items"]:
            if PERSON in repr(item):  # bytes, too, are printed with what they have of text
                found.setdefault(table, []).append(item)
    for called, url in queues_of(stack.target).items():
        held = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
        for message in held:
            if PERSON in message["Body"]:
                found.setdefault(called, []).append(message)
    return found


def pay(stack: LocalStack, name: str, customer: str, *, decide: bool = False, **fields: Any) -> dict[str, Any]:
    body = {"transaction_id": name, "amount": 12, "merchant": "Bakery", "customer_id": customer, **fields}
    answer = post_transaction(stack, body, endpoint="decisions_endpoint" if decide else "api_endpoint")
    assert answer.status == 200, answer.body
    return {**body, "timestamp": answer.body["timestamp"], "amount": str(body["amount"])}


def label(stack: LocalStack, name: str) -> str:
    said = {"transaction_id": name, "label": "fraud", "source": "chargeback", "at": 1_767_603_600_000}
    answer = post_transaction(stack, {"labels": [said]}, endpoint="labels_endpoint")
    return str(answer.body["results"][0]["status"])


def live(stack: LocalStack) -> tuple[dict[str, Any], int]:
    """Have the person pay, be decided on, reviewed, labelled, listed and queued; return a payment, and the time."""
    late = pay(stack, "e-plain", PERSON)
    pay(stack, "e-decided", PERSON, decide=True)
    pay(stack, "e-risky", PERSON, amount=RISKY["amount"], merchant="Offshore Once")  # nobody else has paid there
    pay(stack, "e-other", OTHER)
    scores(stack, ["e-plain", "e-decided", "e-risky", "e-other"])
    assert label(stack, "e-plain") == "stored"
    lists = StackLists.of(stack.target, EPOCH)
    lists.add(lists.scope.entity("customer", PERSON), "blocked", until=None, note=f"asked for by {PERSON}")
    at = time.time_ns() // 1_000_000 + 1
    unscored = {**late, "transaction_id": "e-queued"}
    send_as_function(
        stack,
        Stage.SCORING,
        {"transactions": [unscored, {**unscored, "transaction_id": "e-mixed", "customer_id": OTHER}]},
    )
    send_as_function(stack, Stage.SCORING, {"transactions": [unscored]})
    return late, at


def come_late(stack: LocalStack, late: Mapping[str, Any], at: int) -> None:
    """Store a row from before a time, as somebody does who does not know of the erasure; wait for the stream."""
    row = {"transaction_id": {"S": "e-late"}, "timestamp": {"N": str(late["timestamp"])}, "amount": {"N": "12"}}
    row |= {"merchant": {"S": "Bakery"}, "customer_id": {"S": PERSON}, "created_at": {"S": str(iso_time(at - 1))}}
    stack.target.client("dynamodb").put_item(TableName=stack.target.exports["transactions_table_name"], Item=row)
    pay(stack, "e-after-late", OTHER)
    assert scores(stack, ["e-after-late"]), "the stream has brought the row by now, or does so any moment"


def test_a_person_is_erased_stays_so_and_comes_back_as_somebody_new(
    outage_stack: LocalStack, officer: TargetOfOfficer
) -> None:
    stack = outage_stack
    late, at = live(stack)
    before = left_in(stack)
    assert len(before) >= 7, sorted(before)

    found = eraser(officer, at).find()
    assert found.counts["transactions"] == 3
    assert left_in(stack).keys() == before.keys(), "a dry run changes nothing"

    names = [f"e-other-{number}" for number in range(8)]
    with ThreadPoolExecutor(1) as traffic:
        flowing = traffic.submit(lambda: [pay(stack, name, OTHER) for name in names])
        erased = eraser(officer, at).erase()
        flowing.result()
    assert scores(stack, names), "traffic flowed"

    assert erased.complete
    assert erased.counts == {
        **found.counts,
        **{name: count for name, count in erased.counts.items() if "messages" in name},
    }
    assert left_in(stack) == {}
    assert scores(stack, ["e-mixed", "e-other"]), "what belongs to others is scored, and stays"

    scoring = FunctionClient.scoring(stack.target)
    assert scoring.invoke(json.dumps({"transactions": [late]}).encode())["scored"] == 0
    assert label(stack, "e-plain") == "unknown"
    assert left_in(stack) == {}

    pay(stack, "e-back", PERSON)
    assert scores(stack, ["e-back"])["e-back"]["customer_id"] == PERSON
    profile = next(
        each for each in items(stack, "fraud_profiles_table_name") if each["entity"] == f"profile#customer#{PERSON}"
    )
    assert decode(profile["profile"]).count == 1
    assert profile[BEGUN_AFTER] == at

    come_late(stack, late, at)
    found_by_reconcile = reconcile_scores(stack.target, grace=timedelta(), explain=False)
    assert "e-late" not in {each.transaction.transaction_id for each in found_by_reconcile.unscored}

    with pytest.raises(CommandError, match="can be finished from"):
        eraser(officer, at).finish()
    later = at + LEAD + int(WAIT.total_seconds() * 1000)
    finished = eraser(officer, later).finish()

    assert finished.record
    assert finished.record.state == "finished"
    assert finished.counts["transactions"] == 1, "the one that came late"
    assert stored_transactions(stack, "e-late") == []
    assert {each["entity"] for each in items(stack, "fraud_profiles_table_name")} & {ERASURES} == set()
    assert scores(stack, ["e-back"])
    assert PERSON not in repr(eraser(officer, later).marks.records())
    assert DRAIN > 120_000, "Scoring's timeout"
    key = {"transaction_id": {"S": "e-mixed"}}  # a score without a row, which other tests on this stack would find
    stack.target.client("dynamodb").delete_item(TableName=stack.target.exports["fraud_scores_table_name"], Key=key)


def test_every_right_of_the_policy_was_used_and_no_other_was_needed(
    outage_stack: LocalStack, officer: TargetOfOfficer
) -> None:
    clients = Clients(outage_stack.deployment.endpoint, outage_stack.deployment.region)
    arn = officer.exports["erasure_policy_arn"]
    version = clients.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document: Any = clients.iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    clients.close()
    Plan.of(officer.client("dynamodb"), tables_of(officer))

    allowed = {
        (action, resource.rpartition(":")[2].rpartition("/")[2])
        for each in document["Statement"]
        for action in each["Action"]
        for resource in each["Resource"]
    }
    assert {each for each in officer.used ^ allowed if not each[0].startswith("sqs:")} == set()
    assert {action for action, _ in officer.used} == {action for action, _ in allowed}
    read = {queue for action, queue in officer.used if action == "sqs:ReceiveMessage"}
    assert {queue for action, queue in allowed if action.startswith("sqs:")} == read, "most queues were empty"


@pytest.mark.parametrize(
    ("service", "call", "arguments"),
    [
        (
            "dynamodb",
            "put_item",
            {"TableName": "transactions_table_name", "Item": {"transaction_id": {"S": "x"}, "timestamp": {"N": "1"}}},
        ),
        ("dynamodb", "scan", {"TableName": "fraud_labels_table_name"}),
        ("dynamodb", "scan", {"TableName": "fraud_profiles_table_name"}),
        (
            "dynamodb",
            "delete_item",
            {"TableName": "fraud_strategies_table_name", "Key": {"kind": {"S": "x"}, "id": {"S": "x"}}},
        ),
    ],
)
def test_who_erases_may_nothing_else(
    officer: TargetOfOfficer, service: str, call: str, arguments: dict[str, Any]
) -> None:
    named = {**arguments, "TableName": officer.exports[arguments["TableName"]]}
    with pytest.raises(ClientError) as refused:
        getattr(officer.client(service), call)(**named)
    assert refused.value.response["Error"]["Code"] in DENIED


def test_who_lacks_a_right_is_told_which_and_where(outage_stack: LocalStack) -> None:
    clients = Clients(outage_stack.deployment.endpoint, outage_stack.deployment.region)
    with member(clients, "nobody") as someone:
        target = TargetOfOfficer(
            stack="outages", region=someone.region, exports=dict(outage_stack.target.exports), member=someone
        )
        with (
            pytest.raises(CommandError, match=r"you may not do dynamodb:\w+.*erasure_policy_arn"),
            erasing_errors(),
        ):
            eraser_of(target, Whom.named(outage_stack.target, "customer", PERSON)).find()
    clients.close()


def command(outage_stack: LocalStack, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    """Run the command on the stack, and return its exit code and what it printed."""
    monkeypatch.setattr(Target, "find", classmethod(lambda *_: outage_stack.target))
    result = CliRunner().invoke(command_line("erase"), ["erase", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit | CommandError), result.exception
    if isinstance(result.exception, CommandError):
        raise result.exception
    return result


def test_the_command_says_what_it_costs_what_it_finds_and_what_waits(
    outage_stack: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay(outage_stack, "e-of-a-command", "C-of-a-command")
    scores(outage_stack, ["e-of-a-command"])

    found = command(outage_stack, monkeypatch, "customer", "C-of-a-command", "--dry-run")
    listed = command(outage_stack, monkeypatch, "--list")

    assert (found.exit_code, listed.exit_code) == (0, 0)
    assert "reads 4 tables from end to end" in found.stderr
    assert "transactions" in found.stdout
    assert "reference" in listed.stdout or "nothing was erased" in listed.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["customer", "C-1", "--finish"], "no erasure of customer C-1 waits for its finish"),
        (["wallet", "C-1"], "wallet is no kind of entity of the strategies at work"),
        (["customer", " C-1"], "it begins with a space"),
        (["customer", ""], "1 to 128 printable characters"),
    ],
)
def test_what_cannot_be_erased_is_named_with_the_reason(
    outage_stack: LocalStack, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        command(outage_stack, monkeypatch, *words)


@pytest.mark.parametrize(
    "words", [[], ["customer"], ["customer", "C-1", "--list"], ["a", "b", "--dry-run", "--finish"]]
)
def test_what_is_no_command_is_refused(
    outage_stack: LocalStack, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    assert command(outage_stack, monkeypatch, *words).exit_code == 2
