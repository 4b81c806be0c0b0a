"""A mutation is one change of the code, and of nothing that is said to people or to the type checker."""

import ast

import pytest

from tests.mutants.mutations import Mutation, mutated, mutations
from tests.mutants.page import page, score
from tests.mutants.results import Outcome

SOURCE = '''"""A module."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    LONGEST = 1

Kind = Literal["a", "b"]


class Shop:
    """A shop."""

    def takes(self, amount: "int", most: int = 100) -> bool:
        """Return whether it takes an amount."""
        if amount < 0:
            raise ValueError(f"{amount} is below nothing")
        self.count += 1
        print(amount)
        return not amount > most and self.is_open
'''


def changes(source: str = SOURCE) -> set[str]:
    return {each.change for each in mutations("shop.py", source)}


def test_comparisons_constants_conditions_results_statements_and_raises_are_changed() -> None:
    assert changes() == {
        "100 → 101",
        "amount < 0 → amount <= 0",
        "0 → 1",
        "raise ValueError(f'{amount} is below nothing') → pass",
        "self.count += 1 → pass",
        "1 → 2",
        "print(amount) → pass",
        "return not amount > most and self.is_open → return None",
        "not amount > most and self.is_open → not amount > most or self.is_open",
        "not amount > most → amount > most",
        "amount > most → amount >= most",
    }


@pytest.mark.parametrize("number", range(11))
def test_each_changes_the_code_in_one_place_and_can_be_compiled(number: int) -> None:
    (mutation,) = [each for each in mutations("shop.py", SOURCE) if each.number == number]

    tree = mutated(SOURCE, number)

    compile(tree, "shop.py", "exec")
    plain, changed = ast.unparse(ast.parse(SOURCE)).splitlines(), ast.unparse(tree).splitlines()
    assert len(plain) == len(changed)
    assert sum(one != other for one, other in zip(plain, changed, strict=True)) == 1
    assert mutation.where == "Shop.takes"


def test_the_score_counts_what_is_detected_and_the_page_names_the_others() -> None:
    found = sorted(mutations("handlers/contract/shop.py", SOURCE))[:4]
    results = [Outcome(mutation=each, result=said) for each, said in zip(found, RESULTS, strict=True)]

    text = page(results, seed=1, total=11, slower=15)

    assert score(results) == 50.0
    assert "| handlers/contract | 4 | 2 | 1 | 1 | 50.0 % |" in text
    assert [_named(text, each) for each in found] == [False, False, True, True]


RESULTS = ("killed", "timeout", "survived", "uncovered")


def _named(text: str, mutation: Mutation) -> bool:
    return f"| {mutation.line} | `{mutation.before}` → `{mutation.after}` |" in text
