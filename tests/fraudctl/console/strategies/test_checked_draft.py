"""A draft is shown with each error below its line, the caret below its character, and with what is other."""

from fraudctl.console.strategies.checked_draft import CheckedDraft, checked_draft
from fraudctl.console.strategies.draft import read_draft
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of

GOOD = """name: mine
thresholds: {review: 0.8, decline: 0.95}
rules:
  - code: large
    when: amount > 10_000
    weight: 0.9
"""


def shown(text: str, active: Strategy | None = None) -> CheckedDraft:
    return checked_draft(text, read_draft(text), active)


def test_an_error_stands_below_its_line_with_the_caret_below_its_character() -> None:
    draft = shown(GOOD.replace("amount", "amuont"))

    ((line, said),) = [(line, said) for line in draft.lines for said in line.said if said.severity == "error"]
    assert (line.number, line.text.strip()) == (5, "when: amuont > 10_000")
    assert said.text[said.caret.index("^") :].startswith("amuont")
    assert (said.hint, draft.is_good, draft.errors) == ("amount", False, 1)


def test_lines_that_nothing_is_said_of_are_left_out_but_for_those_around() -> None:
    draft = shown(GOOD.replace("amount", "amuont"))

    assert [(line.number, line.gap) for line in draft.lines] == [(4, True), (5, False), (6, False)]


def test_a_text_that_is_no_yaml_is_an_error_and_no_crash() -> None:
    for text in ("", "\t{", "name: [", "\x00", "a" * 2_000_000):
        draft = shown(text)
        assert (draft.strategy, draft.is_good) == (None, False)
        assert draft.errors


def test_an_example_that_fails_keeps_the_draft_from_being_tried() -> None:
    draft = shown(f"{GOOD}examples:\n  - transaction: {{amount: 20000}}\n    outcome: approve\n")

    assert (draft.examples, draft.failed, draft.is_good) == (1, 1, False)
    assert any(said.severity == "error" for line in draft.lines for said in line.said)


def test_it_tells_what_is_other_than_in_the_active_strategy() -> None:
    draft = shown(GOOD, strategy_of({"code": "night", "when": "hour < 5"}))

    assert {(each.change, each.subject) for each in draft.difference} >= {("added", "large"), ("removed", "night")}
    assert draft.is_good
