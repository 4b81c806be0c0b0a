"""Every block of shell commands in the documents does what it is there for, or says why no test can run it."""

import re

import pytest

from tests.pipeline.documents.blocks import ALL, PROJECT, REASONS, Block, blocks
from tests.pipeline.documents.conftest import LocalUp, Shell

TYPED_ELSEWHERE = {
    "docs/backtest.md": "tests/processes/test_backtest_guide.py",
    "docs/from-fraud-detector.md": "tests/pipeline/documents/test_fraud_detector_guide.py",
    "docs/reviews.md": "tests/pipeline/documents/test_reviews_guide.py",
    "docs/rollout.md": "tests/pipeline/documents/test_rollout_guide.py",
    "docs/training.md": "tests/pipeline/documents/test_training_guide.py",
}
"""By page, the test that types all of its blocks, on the files that the page gives, and reads what they print."""
RUN = [each for each in ALL if each.reason is None and each.page not in TYPED_ELSEWHERE]
RUN = list({each.text: each for each in reversed(RUN)}.values())[::-1]
"""Each block once, by the first page that has it."""
ON_AWS = re.compile(r" --stack (dev|prod)\b")
"""The option by which a command asks a stack on AWS; without it, the command asks the local deployment."""


@pytest.mark.parametrize("block", RUN, ids=str)
def test_a_block_of_commands_succeeds(block: Block, scored: LocalUp) -> None:
    done = scored.shell.run(ON_AWS.sub("", block.text))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("block", [each for each in ALL if each.reason is not None], ids=str)
def test_a_block_that_is_not_run_says_why_and_rightly(block: Block) -> None:
    assert block.reason in REASONS
    assert re.search(REASONS[block.reason], block.text)


def test_blocks_are_found_with_their_marks() -> None:
    page = "```sh\nmake\n```\n\n<!-- not run: GitHub -->\n```sh\ngh run list\n```\n\n"
    page += "<!-- not run: tired -->\n\n```sh\nls\n```\n"
    assert [(each.line, each.text, each.reason) for each in blocks("page.md", page)] == [
        (2, "make\n", None),
        (7, "gh run list\n", "GitHub"),
        (13, "ls\n", None),  # a mark stands right before its block
    ]


@pytest.mark.parametrize("commands", ["false\ntrue\n", "false | true\n", "fraudctl show nowhere-to-be-found\n"])
def test_a_block_fails_by_any_of_its_commands(commands: str, deployment: LocalUp) -> None:
    assert deployment.shell.run(commands).returncode != 0


@pytest.mark.parametrize(("page", "test"), TYPED_ELSEWHERE.items())
def test_a_page_whose_blocks_are_typed_elsewhere_is_read_there(page: str, test: str) -> None:
    assert page.rpartition("/")[2] in (PROJECT / test).read_text(encoding="utf-8")


def test_the_copy_is_set_up(shell: Shell) -> None:
    assert shell.run("make setup").stdout == ""
