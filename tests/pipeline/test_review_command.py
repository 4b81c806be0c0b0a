"""`fraudctl review` as a person types it, on a running stack, while another person works on the same reviews."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chaos.ledger import Ledger
from chaos.traffic.cases import ReviewAction
from chaos.traffic.desk import Desk
from fraudctl.cli import COMMANDS, command_line
from fraudctl.stacks.announcement import announced
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.stack_calls import post_transaction, score
from tests.pipeline.waiting import becomes_true

RunCommand = Callable[..., Result]

NAMES = ["worked-0", "worked-1", "worked-2", 'worked "3" [/] é#?&=']


@pytest.fixture(scope="module")
def fraudctl(pipeline: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunCommand]:
    """Yield a function that runs a command where it finds the running pipeline, with some payments in review."""
    for name in NAMES:
        risky = {"amount": 12_500, "merchant": "CryptoVault Global", "currency": "EUR", "customer_id": "C-worked"}
        post_transaction(pipeline, {"transaction_id": name, **risky})
    for name in NAMES:
        score(pipeline, name)
    with pytest.MonkeyPatch.context() as shell:
        shell.chdir(tmp_path_factory.mktemp("reviews"))
        with announced(pipeline.emulator, "dev") as announcement:
            announcement.deployed(pipeline.target)

            def run(*words: str) -> Result:
                return CliRunner().invoke(command_line(*COMMANDS), list(words), env={"COLUMNS": "200"})

            assert becomes_true(lambda: set(NAMES) <= waiting(run), 60)
            yield run


@pytest.fixture(scope="module")
def desk(pipeline: LocalStack) -> Iterator[Desk]:
    """Yield the desk of somebody else."""
    made = Desk(pipeline.target, Ledger(), concurrency=1)
    yield made
    made.close()


def waiting(run: RunCommand) -> set[str]:
    listed = run("review", "list", "--limit", "10000", "--json")
    return {each["transaction_id"] for each in json.loads(listed.stdout)}


def act(desk: Desk, identity: str, action: str, **more: Any) -> bool:
    return desk.act("other", ReviewAction(person=0, fields={"transaction_id": identity, "action": action, **more}))


def error_of(ended: Result) -> str:
    return " ".join(f"{ended.stderr} {ended.exception}".split())  # the command line prints an exception of ours


def test_a_review_is_claimed_given_back_claimed_again_and_decided_with_a_label(fraudctl: RunCommand) -> None:
    claimed, again = fraudctl("review", "claim", NAMES[0]), fraudctl("review", "claim", NAMES[0], "--json")
    assert (claimed.exit_code, again.exit_code) == (0, 0), claimed.stderr
    assert "12500 EUR to CryptoVault Global by customer C-worked" in claimed.stdout
    assert json.loads(again.stdout)["duplicate"] is True
    assert NAMES[0] in fraudctl("review", "list", "--state", "claimed", "--limit", "10000").stdout

    assert json.loads(fraudctl("review", "release", NAMES[0], "--json").stdout)["state"] == "open"
    words = ("review", "decide", NAMES[0], "decline", "--label", "fraud", "--note", "by phone")
    decided = json.loads(fraudctl(*words, "--json").stdout)

    assert (decided["state"], decided["final_outcome"], decided["label"]) == ("declined", "decline", "fraud")
    assert NAMES[0] not in waiting(fraudctl)
    assert "already" in fraudctl(*words).stdout
    shown = json.loads(fraudctl("show", NAMES[0], "--json").stdout)
    assert (shown["review"]["final_outcome"], shown["labels"][0]["label"]) == ("decline", "fraud")
    assert "declined by" in fraudctl("show", NAMES[0]).stdout
    assert "reviews" in fraudctl("trace", NAMES[0]).stdout


def test_what_another_has_is_refused_in_words_that_name_who(fraudctl: RunCommand, desk: Desk) -> None:
    assert act(desk, NAMES[1], "claim")

    for words in (("claim", NAMES[1]), ("release", NAMES[1]), ("decide", NAMES[1], "approve")):
        refused = fraudctl("review", *words)
        assert refused.exit_code == 1
        assert "is claimed by" in error_of(refused)
        assert "reviewer-0" in error_of(refused)

    assert act(desk, NAMES[1], "decide", outcome="approve")
    late = fraudctl("review", "decide", NAMES[1], "decline")
    assert "was approved by" in error_of(late)


def test_an_id_of_odd_characters_is_worked_on(fraudctl: RunCommand) -> None:
    assert fraudctl("review", "decide", "--", NAMES[3], "approve").exit_code == 0
    assert json.loads(fraudctl("show", "--json", "--", NAMES[3]).stdout)["review"]["status"] == "approved"


def test_what_was_never_in_review_is_an_error(fraudctl: RunCommand) -> None:
    ended = fraudctl("review", "claim", "nobody-has-it")

    assert ended.exit_code == 1
    assert "no review" in error_of(ended)
