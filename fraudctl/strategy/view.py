"""Strategies at the terminal: errors with carets, decisions rule by rule, results of examples, differences."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from fraudctl.strategy.checked import CheckedFile
from fraudctl.strategy.difference import Difference
from fraudctl.strategy.explain import Verdict, explain, push_lines
from fraudctl.strategy.filled import written
from fraudctl.strategy.results import ExampleResults
from fraudctl.terminal.text import AnyText, Text
from handlers.decision.decide import SEVERITY, Decision
from handlers.decision.strategy.strategy import Strategy
from strategies.diagnostics import Diagnostic

COLOURS = {"error": "bold red", "warning": "yellow"}
MARKS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow"), "moved": ("↕", "cyan")}


def diagnostic_rows(each: Diagnostic) -> Iterator[AnyText]:
    """Yield an error or a warning; the caret stands below its character, in whatever escapes are before it."""
    place, colour = (
        [str(part) for part in (each.file, each.line, each.column) if part is not None],
        COLOURS[each.severity],
    )
    yield Text.assemble(Text(f"{':'.join(place)}: "), Text(each.severity, colour), Text(f": {each.said}"))
    if each.line is None:
        return
    margin = " " * len(str(each.line))
    yield Text(f"{margin} |")
    yield Text(f"{each.line} | {each.text}")
    yield Text.assemble(Text(f"{margin} | {' ' * Text(each.text[: each.caret]).cell_len}"), Text("^", colour))
    if each.hint:
        yield Text(f"{margin} = perhaps: {each.hint}")


def checked_rows(checked: CheckedFile) -> Iterator[AnyText]:
    """Yield all that is wrong with a file, and what it holds."""
    for each in (*checked.errors, *checked.warnings):
        yield from diagnostic_rows(each)
    if checked.strategy is None:
        yield Text(f"{checked.source.name}: {_count(len(checked.errors), 'error')}", "bold")
        return
    model = checked.strategy.model
    counts = (
        _count(len(checked.strategy.rules), "rule"),
        *([f"a model of {_count(model.trees, 'tree')}"] if model else []),
        _count(len(checked.examples), "example"),
        _count(len(checked.warnings), "warning"),
    )
    yield Text(f"{checked.source.name}: strategy {checked.strategy.name}, {', '.join(counts)}, no errors", "bold")


def results_rows(results: ExampleResults) -> Iterator[AnyText]:
    """Yield what came otherwise than a file's examples say, and how many said so."""
    if results.checked.strategy is None:
        yield from checked_rows(results.checked)
        return
    for each in results.mismatches:
        yield from diagnostic_rows(each)
    name, count = results.checked.source.name, _count(len(results.checked.examples), "example")
    said = (
        f"{count}, {results.failed or 'none'} failed"
        if results.checked.examples
        else "no examples, so nothing was tested"
    )
    yield Text(f"{name}: {said}", "bold")
    if results.untried and results.checked.examples:
        yield Text(f"  in no example fires: {', '.join(results.untried)}")


def decision_rows(decision: Decision) -> Iterator[AnyText]:
    """Yield each rule with its condition on the transaction, and what they make of it together."""
    yield from rule_rows(decision)
    yield Text(f"score: {written(decision.score)}, outcome: {decision.outcome}", "bold")
    yield Text(f"  reasons: {', '.join(rule.code for rule in decision.fired) or 'none'}")
    if decision.tags:
        yield Text(f"  tags: {', '.join(decision.tags)}")
    if SEVERITY[decision.outcome] < SEVERITY[decision.strategy.when_degraded]:
        yield Text(f"  {decision.strategy.when_degraded} where something that it needs cannot be read in time")
    yield Text(f"  strategy {decision.strategy.name}, digest {decision.strategy.digest}")


def rule_rows(decision: Decision) -> Iterator[AnyText]:
    """Yield each rule of the strategy with its condition on the transaction."""
    at = _time(decision.transaction.timestamp)
    yield Text(f"transaction {decision.transaction.transaction_id}{at}", "bold")
    for each in explain(decision):
        fired = each.verdict is Verdict.FIRED
        said = [each.verdict.value + (f": {each.stopped_by}" if each.stopped_by else "")]
        if fired:
            said += [f"+{written(each.rule.weight)}"] if each.rule.weight else []
            said += [each.rule.outcome] if each.rule.outcome else []
        yield Text.assemble(Text(f"  {each.rule.code}  "), Text(", ".join(said), "green" if fired else ""))
        yield Text(f"      {each.filled}")
        if each.not_reached:
            yield Text(f"      not evaluated: {', '.join(each.not_reached)}")
    yield from (Text(f"  {each}") for each in push_lines(decision))


def difference_rows(one: Strategy, other: Strategy, differences: Iterable[Difference]) -> Iterator[AnyText]:
    """Yield what is other in the second strategy."""
    if one.digest == other.digest:
        yield Text(f"no difference: both have the digest {one.digest}")
    for each in differences:
        mark, colour = MARKS[each.change]
        yield Text.assemble(Text(f"{mark} {each.change} ", colour), Text(each.subject, "bold"))
        yield from (Text(f"    {detail}") for detail in each.details)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _time(timestamp: int) -> str:
    """Return an API's timestamp, which no calendar lacks, as a person reads it."""
    return f", {datetime.fromtimestamp(timestamp / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
