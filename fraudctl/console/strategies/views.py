"""The views of strategies: those at work beside each other, and a draft that is checked, tried and deployed."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from starlette.responses import Response

from fraudctl.console.asked import Asked
from fraudctl.console.context import Console
from fraudctl.console.strategies.checked_draft import CheckedDraft, checked_draft
from fraudctl.console.strategies.draft import (
    active_strategy,
    begin_trial,
    days_of,
    make_shadow,
    read_draft,
    session_of,
)
from fraudctl.console.strategies.rule_hits import RuleHits
from fraudctl.console.strategies.running import shown_changes, shown_strategies
from fraudctl.console.strategies.trials import DraftTrial, trials_of
from fraudctl.console.trouble import FAILURES, Trouble, trouble_of
from fraudctl.rollout.compare.rows import ComparedRows
from fraudctl.rollout.named import named_strategy
from fraudctl.rollout.running import RunningStrategies, running_strategies
from fraudctl.strategy.yaml_text import yaml_of
from handlers.decision.strategy.pointers import ACTIVE

COUNTED_DAYS, COUNTED = 7, 10_000
"""Decisions whose rules are counted: of the last days, and of more than so many a random part, as ids are hashed."""


def show(asked: Asked) -> Response:
    """Return the page of the strategies at work."""
    console = asked.console
    table = session_of(console).table
    running = running_strategies(table)
    changes, hits = console.together(lambda: shown_changes(table), lambda: _hits(console, running))
    return asked.page(
        "strategies/strategies.html",
        room="/strategies",
        running=running,
        shown=shown_strategies(running),
        changes=changes.result(),
        hits=hits.result(),
        days=COUNTED_DAYS,
        most=COUNTED,
        done=asked.query.get("done", ""),
    )


def draft(asked: Asked) -> Response:
    """Return the page of a draft, which begins as a strategy of the stack."""
    begun = asked.query.get("from", ACTIVE)
    found = named_strategy(session_of(asked.console), begun).strategy
    return _draft_page(asked, _Draft(text=yaml_of(found.document)))


def act(asked: Asked) -> Response:
    """Check the draft that was posted, and try it or make it the shadow where that was asked for."""
    console, text = asked.console, asked.form.get("text", "")
    results = read_draft(text)
    shown = _Draft(text=text, days=asked.form.get("days", ""), note=asked.form.get("note", ""))
    shown.checked = checked_draft(text, results, None)
    try:
        shown.checked = checked_draft(text, results, active_strategy(console))
        if shown.checked.is_good and (made := results.checked.strategy):
            if asked.form.get("do") == "backtest":
                shown.trial = begin_trial(console, made, days_of(shown.days))
            elif asked.form.get("do") == "shadow":
                make_shadow(console, made, shown.note)
                return asked.go("/strategies", done=f"{made.name} ({made.digest[:12]}) is the shadow within a minute.")
    except FAILURES as error:
        shown.trouble = trouble_of(error, console)
    return _draft_page(asked, shown)


def trial(asked: Asked) -> Response:
    """Return the part of the page that tells how far a trial is."""
    found = trials_of(asked.console).find(asked.query.get("number", ""))
    return asked.page("strategies/trial.html", trial=found, trial_trouble=_trouble(asked.console, found))


@dataclass(kw_only=True)
class _Draft:
    text: str
    days: str = "7"
    note: str = ""
    checked: CheckedDraft | None = None
    trial: DraftTrial | None = None
    trouble: Trouble | None = None


def _draft_page(asked: Asked, shown: _Draft) -> Response:
    values: dict[str, Any] = {"draft": shown, "trial": shown.trial, "trial_trouble": None, "room": "/strategies"}
    return asked.page("strategies/draft.html", status=shown.trouble.status if shown.trouble else 200, **values)


def _trouble(console: Console, found: DraftTrial | None) -> Trouble | None:
    """Return why a trial failed."""
    if found is None or found.error is None:
        return None
    if isinstance(found.error, FAILURES):
        return trouble_of(found.error, console)
    said = f"{type(found.error).__name__}: {found.error}"
    return Trouble(title="The backtest failed", said=said, to_do="", status=500)


def _hits(console: Console, running: RunningStrategies) -> RuleHits:
    hits = RuleHits(running.strategies)
    since = console.now() - timedelta(days=COUNTED_DAYS)
    hits.add_all(islice(ComparedRows.of(console.target).since(since), COUNTED))
    return hits
