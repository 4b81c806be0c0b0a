"""The README is short, and its first screen says what matters."""

import re

import yaml

from tests.documents.pages import PROJECT, README

DEFAULT = yaml.safe_load((PROJECT / "strategies" / "default.yaml").read_text(encoding="utf-8"))

WEIGHTS = {rule["code"]: rule.get("weight", 0) for rule in DEFAULT["rules"]}

FIRST_SCREEN = [line for line in README.splitlines() if not line.startswith("<!--")][:49]
"""Without comments, which no reader sees."""


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_the_first_screen_says_what_it_is_what_is_proven_and_how_to_see_it() -> None:
    first = "\n".join(FIRST_SCREEN)
    for needed in ("Apache-2.0", "**Proven**", "**Not proven**", "make demo"):
        assert needed in first
    assert len(re.findall(r"^```json\n.*?^```$", first, re.DOTALL | re.MULTILINE)) == 4


def test_the_readme_draws_the_program() -> None:
    assert "```mermaid" in README


def test_it_says_how_the_packaged_strategy_decides() -> None:
    section = README.partition("\n## How it decides\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^:|]*`): .* \| ([0-9.]+)(?: to ([0-9.]+))? \|$", section, re.MULTILINE)
    left = list(WEIGHTS)
    for rules, least, most in rows:
        named, count = re.findall(r"`(\w+)`", rules), int((re.match(r"[0-9]+", rules) or ["1"])[0])
        some, left = left[:count], left[count:]
        assert named == list(dict.fromkeys([some[0], some[-1]])), "the first and the last of so many"
        weights = [WEIGHTS[code] for code in some]
        assert (min(weights), max(weights)) == (float(least), float(most or least)), rules
    assert left == []
    assert re.findall(r"[Aa]bove (0\.[0-9]+)", section) == [
        str(DEFAULT["thresholds"][name]) for name in ("review", "decline")
    ]
    assert ", ".join(DEFAULT["seed_currencies"]) in section
    assert set(re.findall(r'"(\w+)" in lower', DEFAULT["rules"][2]["when"])) <= set(re.findall(r"`(\w+)`", section))
