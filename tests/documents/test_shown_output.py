"""The output that the documents show is in the program's words."""

import ast
import functools
import re
from collections.abc import Iterator

import pytest

from tests.documents.pages import DOCUMENTS, PROJECT

ROOMS = ("components", "emulator", "fraudctl", "handlers", "simulation", "strategies")
COMPARED = ("commands.md", "rollout.md", "reviews.md")
"""Pages that other tests compare with what is printed."""
BETWEEN = re.compile(r"\s{2,}|[│╭╮╰╯─█:;,()]+|\b[0-9a-f]{8,64}\b|\d[\d.,:-]*")
"""Characters between two phrases: blanks of a table, its frame, punctuation, digests, figures."""
PAYMENT = re.compile(r"[A-Z]{3} at ")
"""The beginning of a currency and a shop, which simulated payments say."""
DATA = {
    "'Transaction' object has no",
    "attribute 'amoun'",
    "merchant CryptoVault Global",
    "'CryptoVault Global'",
    "outcome review",
    "strategy default",
    "strategy mine",
    "decided by strategy mine",
    "mine catches",
    "none failed",
    "the client was told review at",
    "transaction order-",
    "decided by strategy default",
    "rule large",
    "habits catches",
    "amuont is not known",
    "customer C-",
    "Its different merchants",
    "Known of C-",
    "decided without profiles",
    "decided without facts",
    "loaded from the file b",
    "UTC is labelled fraud",
    "processing INFO",
    "the decision comes to the same",
    "resources of stack dev in",
    "Method transactions-route-post",
    "Table transactions",
    "EventSourceMapping transaction-stream",
    "Role fraud-scorer-role keeps earlier-access",
    "Known of the customer C-",
    "Its different terminals",
    "fraudctl show order-",
    "fraudctl review claim order-",
    "--stack prod",
    "Corner Bakery",
    "role of decision",
    "role of processing",
    "role of scoring",
    "you may send transactions",
    "who hears of alarms",
    "set operationsEmails",
    "active default",
    "approve in",
    "no table is backed up continuously",
    "caught by default",
    "caught by trained",
    "default catches",
    "payments of town",
    "too early",
    "trained catches",
    "trained is a model of",
    "Z on",
}
"""Phrases that hold something of the deployment that was seen."""


@functools.cache
def all_texts() -> str:
    """Return the program's texts in one, in small letters."""
    return re.sub(r"[ \n]+", " ", "\0".join(texts())).lower()


def texts() -> Iterator[str]:
    """Yield the program's texts; a value that is put into one stands as a zero byte."""
    for path in (path for room in ROOMS for path in (PROJECT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else "\0" for part in node.values)
                yield "".join(map(str, parts))


def phrases(content: str) -> Iterator[str]:
    """Yield the phrases of two words and more in the output that a page shows."""
    for block in re.findall(r"^```text\n(.*?)^```$", content, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            for phrase in (each.strip(" .!?→") for each in BETWEEN.split(line)):
                if " " in phrase and re.fullmatch(r"[A-Za-z' -]+", phrase) and not PAYMENT.match(phrase):
                    yield phrase


SHOWN = {page.name: set(phrases(page.read_text(encoding="utf-8"))) - DATA for page in DOCUMENTS}
SHOWN = {page: shown for page, shown in SHOWN.items() if shown and page not in COMPARED}


@pytest.mark.parametrize("page", SHOWN)
def test_the_output_on_a_page_is_in_the_programs_words(page: str) -> None:
    assert {phrase for phrase in SHOWN[page] if phrase.lower() not in all_texts()} == set()


def test_the_pages_show_output() -> None:
    assert {"terminal.md", "demo.md", "adopting.md"} <= set(SHOWN)


def test_words_that_the_program_does_not_have_are_found() -> None:
    page = "```text\n3 transactions were swallowed: nothing more in sight (12 s)\n```\n"
    assert set(phrases(page)) == {"transactions were swallowed", "nothing more in sight"}
    assert "transactions were swallowed" not in all_texts()
