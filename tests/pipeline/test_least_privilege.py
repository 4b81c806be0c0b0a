"""Every right of every role is needed: with one taken away, the function cannot do what the pipeline asks of it."""

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.clients import Clients
from emulator.streams.errors import StreamPollerError
from fraudctl.stacks.local_stack import LocalStack
from handlers.contract.errors import PartialBatchError
from tests.handlers.fraud_detector.detectors import detector_file
from tests.pipeline.decision_duties import READS
from tests.pipeline.duties import STAGES, Duties
from tests.pipeline.other_strategy import deciding_by, strategy_file
from tests.pipeline.rights import Right, allowed_rights
from tests.pipeline.unprovable import UNPROVABLE, UNPROVABLE_OF_ONE

UNDONE = (AssertionError, ClientError, PartialBatchError, StreamPollerError)

Document = dict[str, Any]


@pytest.fixture(scope="module")
def duties(guarded: LocalStack, account_clients: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duties]:
    made = Duties(guarded, account_clients)
    strategy = strategy_file(tmp_path_factory.mktemp("strategy"), **READS)
    with (
        deciding_by(guarded, "decision", {"STRATEGY_FILE": str(strategy)}),
        deciding_by(guarded, "queries", {"STRATEGY_FILE": str(detector_file(tmp_path_factory.mktemp("detector")))}),
    ):
        for stage in STAGES:
            for duty in made.of[stage]:
                duty()  # what is not done with every right proves nothing without one
        yield made


def lacks_a_right(duties: Duties, stage: str) -> bool:
    """Return whether a duty cannot be done; that one is the first the next time, as it may need the next right too."""
    for duty in duties.of[stage]:
        try:
            duty()
        except UNDONE:
            duties.of[stage] = [duty, *(each for each in duties.of[stage] if each is not duty)]
            return True
    return False


@contextlib.contextmanager
def redeployed(account_clients: Clients, role: str, change: Callable[[Document], Document]) -> Iterator[None]:
    """Change the role's policy until the block ends."""
    (name,) = account_clients.iam.list_role_policies(RoleName=role)["PolicyNames"]
    whole: Any = account_clients.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    account_clients.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(change(whole)))
    try:
        yield
    finally:
        account_clients.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(whole))


def without(right: Right) -> Callable[[Document], Document]:
    """Take an action away on one resource, and leave it on others."""

    def change(document: Document) -> Document:
        left = [
            {**each, "Action": kept}
            for each in document["Statement"]
            if (kept := [one for one in each["Action"] if right != (one, *each["Resource"])])
        ]
        return {**document, "Statement": left}

    return change


def granting_more(right: Right) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        more = {"Effect": "Allow", "Action": [right.action], "Resource": [right.resource]}
        return {**document, "Statement": [*document["Statement"], more]}

    return change


def needless(duties: Duties, account_clients: Clients, stage: str) -> list[Right]:
    """Return the rights of the stage's role without which it does all its duties."""
    role, found = duties.role(stage), []
    for right in sorted({*allowed_rights(account_clients, role)}):
        if right.action in UNPROVABLE or (stage, right.action) in UNPROVABLE_OF_ONE:
            continue
        with redeployed(account_clients, role, without(right)):
            if not lacks_a_right(duties, stage):
                found.append(right)
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_without_any_one_of_its_rights_a_function_cannot_do_its_duties(
    duties: Duties, account_clients: Clients, stage: str
) -> None:
    assert needless(duties, account_clients, stage) == []
    assert not lacks_a_right(duties, stage)


def test_a_right_that_nothing_needs_is_found(duties: Duties, account_clients: Clients) -> None:
    more = Right("dynamodb:Scan", "arn:aws:dynamodb:us-east-1:000000000000:table/x")
    with redeployed(account_clients, duties.role("processing"), granting_more(more)):
        assert needless(duties, account_clients, "processing") == [more]


def test_a_right_that_is_needed_elsewhere_is_found_where_nothing_needs_it(
    duties: Duties, account_clients: Clients
) -> None:
    (scores,) = (
        right
        for right in allowed_rights(account_clients, duties.role("scoring"))
        if right.action == "dynamodb:UpdateItem"
    )
    more = Right("dynamodb:PartiQLUpdate", scores.resource)
    with redeployed(account_clients, duties.role("scoring"), granting_more(more)):
        assert needless(duties, account_clients, "scoring") == [more]


def test_what_cannot_be_proven_is_granted_all_the_same(duties: Duties, account_clients: Clients) -> None:
    granted = {
        (stage, right.action) for stage in STAGES for right in allowed_rights(account_clients, duties.role(stage))
    }

    for stage in STAGES:
        of_all = set(UNPROVABLE) - ({"dynamodb:ListStreams"} if stage != "processing" else set())
        assert {(stage, action) for action in of_all} <= granted
    assert set(UNPROVABLE_OF_ONE) <= granted
