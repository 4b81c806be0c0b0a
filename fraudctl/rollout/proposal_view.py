"""A proposed change at the terminal: what would come out otherwise, with examples, and what speaks against it."""

from collections.abc import Iterator

from rich.console import RenderableType

from fraudctl.rollout.proposal import Proposal
from fraudctl.rollout.table.move import said, short
from fraudctl.rollout.trial.tally import Example
from fraudctl.rollout.trial.trial import Trial
from fraudctl.strategy.difference import differences
from fraudctl.terminal import report
from fraudctl.terminal.text import Text
from handlers.decision.strategy.pointers import ACTIVE
from handlers.decision.strategy.schema import OUTCOMES
from handlers.decision.strategy.strategy import Strategy


def proposal_rows(proposal: Proposal) -> Iterator[RenderableType]:
    """Yield what a change is, what it would do, and what speaks against it."""
    move, strategy = proposal.move, proposal.strategy
    pointer = said(ACTIVE if move.action == "promote" else move.pointer, move.percent)
    now = f", in place of {short(move.before)}" if move.before else ""
    yield Text(f"{strategy.name} ({short(strategy.digest)}) as {pointer}{now}", "bold")
    if proposal.active:
        yield Text(f"  {_differing(proposal.active, strategy)}")
    if proposal.trial:
        yield from _trial_rows(proposal.trial)
    if names := proposal.accepted:
        yield Text(f"without data, as for the active strategy: {', '.join(names)}")
    yield from (Text(f"refused: {each.reason}", "red") for each in proposal.refused)


def _differing(active: Strategy, strategy: Strategy) -> str:
    found = list(differences(active.document, strategy.document))
    counts = {each.change: sum(other.change == each.change for other in found) for each in found}
    listed = ", ".join(f"{number} {change}" for change, number in counts.items())
    return f"to the active strategy: {listed or 'no difference'}"


def _trial_rows(trial: Trial) -> Iterator[RenderableType]:
    tally, sampled = trial.tally, trial.every.decided
    if not sampled:
        yield Text("  nothing was decided here yet, so there was nothing to try it on")
        return
    yield Text(f"  tried on {_which(trial)}; {tally.differing:,} would come out otherwise")
    if trial.left_out:
        yield Text(f"  {trial.left_out:,} more were decided by a challenger, and are left out")
    table = report.make_table("", "was", "would be", "gained", "lost", title="")
    before, after = tally.outcomes(after=False), tally.outcomes(after=True)
    for outcome in reversed(OUTCOMES):
        gained = sum(n for (was, now), n in tally.changes.items() if now == outcome != was)
        lost = sum(n for (was, now), n in tally.changes.items() if was == outcome != now)
        table.add_row(outcome, *(f"{each:,}" for each in (before[outcome], after[outcome], gained, lost)))
    was, now = tally.alerted(after=False), tally.alerted(after=True)
    table.add_row("alerts", *(f"{each:,}" for each in (was, now, tally.alerts[False, True], tally.alerts[True, False])))
    yield table
    yield from map(_example_row, tally.examples)


def _which(trial: Trial) -> str:
    counted, full, sampled = trial.tally.decided, trial.full.decided, trial.every.decided
    if counted < sampled:
        return f"{counted:,} of the newest {sampled:,} decisions: those that had read all that it reads"
    newest = f"the newest {sampled:,} decisions" if sampled > 1 else "the only decision"
    return newest if full == sampled else f"{newest}, of which {full:,} had read all that it reads"


def _example_row(example: Example) -> Text:
    row = Text(f"  {example.transaction_id}  {example.amount:,f}")
    if example.currency:
        row.append(f" {example.currency}")
    row.append(f"  {example.before} → {example.after}", "bold")
    rules = [*(f"+{each}" for each in example.fired), *(f"-{each}" for each in example.silent)]
    return row.append(f"  {' '.join(rules)}" if rules else "")
