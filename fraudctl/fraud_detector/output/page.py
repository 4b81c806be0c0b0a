"""The report of an import as Markdown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handlers.contract.invisible import legible_text

SAID = {
    "refused": "Refused: these rules have no counterpart, and are not in the strategy",
    "assumed": "Assumed: these rules mean what they meant if the assumptions hold",
    "exact": "Exact",
}


def page_of(facts: Mapping[str, Any]) -> str:
    """Return the page; what comes from outside stays within its line."""
    return "\n".join(map(legible_text, _lines(facts))) + "\n"


def _lines(facts: Mapping[str, Any]) -> Iterator[str]:
    counts = facts["counts"]
    version = f", version {facts['version']} ({facts['status']})" if facts["version"] else ""
    yield from (f"# {facts['detector']}{version}, imported from Amazon Fraud Detector", "")
    yield f"Strategy `{facts['strategy']}`, digest `{facts['digest']}`; {facts['mode']}."
    alone = facts["assumed_by_order_alone"]
    by_order = f" ({alone} of them only because they come after a refused one)" if alone else ""
    said = f"{counts['exact']} are exact, {counts['assumed']} assumed{by_order}, {counts['refused']} refused"
    yield f"Of {sum(counts.values())} rules, {said}."
    yield from _problems(facts["problems"])
    for status, title in SAID.items():
        if rules := [each for each in facts["rules"] if each["status"] == status]:
            yield from ("", f"## {title}")
            for each in rules:
                yield from _rule(each)
    yield from ("", "## Outcomes", "", "| theirs | ours | |", "| --- | --- | --- |")
    for name, outcome in facts["outcomes"].items():
        said = "" if outcome["confirmed"] else "suggested by its name: confirm it by `--outcomes`"
        yield f"| {_cell(name)} | {outcome['means']} | {said} |"
    if facts["lists"]:
        yield from ("", "## Lists", "", "| list | of | entries | file |", "| --- | --- | ---: | --- |")
        yield from (
            f"| {each['list']} | {', '.join(each['kinds'])} | {each['entries']:,} | `{each['file']}` |"
            for each in facts["lists"]
        )
    yield from ("", "## Columns", "", "| field of a payment | column, or variable |", "| --- | --- |")
    yield from (f"| `{field}` | {_cell(column)} |" for field, column in facts["columns"].items())
    if facts["left_out"]:
        yield from ("", f"Left out, as named like card data: {', '.join(facts['left_out'])}.")
    yield from ("", "## What differs for every rule", "")
    yield from (f"- {each}" for each in facts["notes"])


def _problems(problems: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if problems:
        yield from ("", "## What was wrong with the source", "")
        for each in problems:
            place = each["file"] if each["line"] is None else f"{each['file']}:{each['line']}"
            yield f"- `{place}`: {each['problem']}"


def _rule(rule: Mapping[str, Any]) -> Iterator[str]:
    place = rule["file"] if rule["line"] is None else f"{rule['file']}:{rule['line']}"
    yield from ("", f"### {rule['rule']}, version {rule['version']}", "")
    yield f"`{place}`" + (f", becomes `{rule['code']}`." if rule["code"] else ".")
    yield from (f"- {each}" for each in rule["reasons"])
    yield from ("", *_block(rule["expression"]))
    if rule["condition"] is not None:
        yield from ("", *_block(rule["condition"]))


def _block(text: str) -> Iterator[str]:
    """Yield a block of code, in a fence that is longer than any in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    yield from (f"{fence}text", *text.splitlines(), fence)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
