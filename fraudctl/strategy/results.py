"""A strategy held against the examples in its file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fraudctl.strategy.checked import CheckedFile
from fraudctl.strategy.examples import mismatches
from fraudctl.strategy.request import transaction_of
from handlers.decision.decide import Decider
from strategies.diagnostics import Diagnostic, diagnose


@dataclass(frozen=True, slots=True)
class ExampleResults:
    """A file with the result of its examples; there are none where it has errors."""

    checked: CheckedFile
    failed: int
    """Examples that say otherwise than the strategy decides."""
    mismatches: Sequence[Diagnostic]
    untried: Sequence[str]
    """Codes of rules that fire in no example."""

    @property
    def passed(self) -> bool:
        """Return whether the file has no errors, and the strategy decides as all examples say."""
        return not self.checked.errors and not self.mismatches

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            **self.checked.facts(),
            "passed": self.passed,
            "failed": self.failed,
            "mismatches": [each.facts() for each in self.mismatches],
            "untried": self.untried,
        }


def run_examples(checked: CheckedFile) -> ExampleResults:
    """Return the result of the examples of a file that was checked."""
    if checked.strategy is None:
        return ExampleResults(checked, 0, (), ())
    decider, fired = Decider(checked.strategy), set[str]()
    found: list[Diagnostic] = []
    failed = 0
    for example in checked.examples:
        decision = decider.decide(transaction_of(example.transaction), example.known)
        fired |= {rule.code for rule in decision.fired}
        wrong = diagnose(checked.source, list(mismatches(example, decision)), "error")
        found += wrong
        failed += bool(wrong)
    untried = [rule.code for rule in checked.strategy.rules if rule.code not in fired]
    return ExampleResults(checked, failed, found, untried)
