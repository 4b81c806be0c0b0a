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
from tests.pipeline.duties import STAGES, Duties
from tests.pipeline.rights import allowed_rights
from tests.pipeline.unprovable import UNPROVABLE, UNPROVABLE_OF_ONE

UNDONE = (AssertionError, ClientError, StreamPollerError)

Document = dict[str, Any]


@pytest.fixture(scope="module")
def duties(guarded: LocalStack, account_clients: Clients) -> Duties:
    made = Duties(guarded, account_clients)
    for stage in STAGES:
        for duty in made.of[stage]:
            duty()  # what is not done with every right proves nothing without one
    return made


def lacks_a_right(duties: Duties, stage: str) -> bool:
    for duty in duties.of[stage]:
        try:
            duty()
        except UNDONE:
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


def without(action: str) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        left = [
            {**each, "Action": kept}
            for each in document["Statement"]
            if (kept := [one for one in each["Action"] if one != action])
        ]
        return {**document, "Statement": left}

    return change


def granting_more(action: str) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        more = {"Effect": "Allow", "Action": [action], "Resource": ["arn:aws:dynamodb:us-east-1:000000000000:table/x"]}
        return {**document, "Statement": [*document["Statement"], more]}

    return change


def needless(duties: Duties, account_clients: Clients, stage: str) -> list[str]:
    """Return the actions of the stage's role without which it does all its duties."""
    role, found = duties.role(stage), []
    for action in sorted({right.action for right in allowed_rights(account_clients, role)}):
        if action in UNPROVABLE or (stage, action) in UNPROVABLE_OF_ONE:
            continue
        with redeployed(account_clients, role, without(action)):
            if not lacks_a_right(duties, stage):
                found.append(action)
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_without_any_one_of_its_rights_a_function_cannot_do_its_duties(
    duties: Duties, account_clients: Clients, stage: str
) -> None:
    assert needless(duties, account_clients, stage) == []
    assert not lacks_a_right(duties, stage)


def test_a_right_that_nothing_needs_is_found(duties: Duties, account_clients: Clients) -> None:
    with redeployed(account_clients, duties.role("processing"), granting_more("dynamodb:Scan")):
        assert needless(duties, account_clients, "processing") == ["dynamodb:Scan"]


def test_what_cannot_be_proven_is_granted_all_the_same(duties: Duties, account_clients: Clients) -> None:
    granted = {
        (stage, right.action) for stage in STAGES for right in allowed_rights(account_clients, duties.role(stage))
    }

    for stage in STAGES:
        of_all = set(UNPROVABLE) - ({"dynamodb:ListStreams"} if stage != "processing" else set())
        assert {(stage, action) for action in of_all} <= granted
    assert set(UNPROVABLE_OF_ONE) <= granted
