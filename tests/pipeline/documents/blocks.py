"""The blocks of shell commands in the documents, and which of them no test runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[3]
PAGES = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").rglob("*.md"))]
BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]*?) -->\n)?```(?:sh|bash|shell|console)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
REASONS = {
    "real AWS": r"\b(aws|pulumi|fraudctl adopt)\b|--stack dev\b",
    "GitHub": r"\bgh\b",
    "the test run itself": r"\bmake (test|unit)\b",
    "longer than a minute": r"\bmake (bench|engine|faults)\b|--customers 2000\b|\bhalf\.jsonl\b|\berase .* --yes\b",
    "needs a model, as docs/training.md has one": r"\bfraudctl drift\b",
    "needs a person": r"",
}
"""The reasons for which a block may be left out, each with what the block then has to hold."""


@dataclass(frozen=True)
class Block:
    """Shell commands that a page tells to type."""

    page: str
    line: int
    text: str
    reason: str | None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: str, content: str) -> Iterator[Block]:
    """Yield the blocks of a page in their order."""
    for found in BLOCK.finditer(content):
        line = content.count("\n", 0, found.start("text")) + 1
        yield Block(page=page, line=line, text=found["text"], reason=found["reason"])


ALL = [each for page in PAGES for each in blocks(str(page.relative_to(PROJECT)), page.read_text(encoding="utf-8"))]
