"""The card of a model: what it was made of, what it is worth, and what it must not be used for."""

from collections.abc import Iterator
from typing import Any

from fraudctl.backtest.tables import figures_table, labels_table, value_table
from fraudctl.backtest.tradeoff_tables import capacities_table, curve_table
from fraudctl.terminal.escaping import escape_invisible
from fraudctl.terminal.times import duration
from fraudctl.train.held_out import STEP
from fraudctl.train.markdown import markdown_table, plain
from fraudctl.train.report import Report, remarks
from fraudctl.train.tables import calibration_table, importance_table, left_out_table, parts_table
from fraudctl.train.training import DEPTH, SEED
from handlers.decision.strategy.strategy import Strategy

POINTS = 12
"""Thresholds that are told."""

USE = """\
To say of a payment how probable it is that it turns out to be fraud, so that the rules of its strategy review it or
decline it, and people who work on reviews see the likeliest first. It is meant for payments of the same shops,
customers and countries as those it was trained on, and for no longer than they stay alike.
"""

MISUSE = """\
- Decisions on anything but the payment itself: credit, insurance, employment, housing, prices, or whether somebody is
  a customer at all. It was not judged on any of these.
- Decisions without a person where law asks for one, such as article 22 of the GDPR where a refusal weighs heavily on
  somebody: let such payments be reviewed, tell the reasons, and let the decision be contested.
- Proof against anybody. A probability is none, and the features that pushed it are no causes.
- Payments of another business, country or channel, before it was tried on their own labels.
- Anything, once it is older than its strategy's owner has decided, or once what it reads has moved: train it anew.
"""

MEASURED = """\
All figures are of time that was held out: no tree, threshold or calibration has seen it, and between what was trained
on and it lies the delay of labels. Recall is the share of the frauds that were alerted, precision the share of frauds
among the alerts, average precision the mean of precision over all recalls, AUC the probability that a fraud has the
higher score of two. Expected and seen are the mean of the probabilities and the share of frauds. Both strategies
decide as if each had been active all along.
"""

PEOPLE = """\
No field that is read says who somebody is: age, sex, origin, belief or health. Habits may still stand for some of
them, and nobody has measured whether errors fall on some people more often than on others: the data does not say. A
customer who is new has no habits and may be reviewed more often for it. Who is declined or reviewed wrongly should be
able to say so, and a label that follows corrects what is known of them.
"""

LIMITS = """\
- The figures are those of one period. Frauds change, and so does what is caught; `fraudctl backtest` on newer payments
  tells how much.
- Payments without a label count as legitimate, unless they were declined. Frauds that nobody reported are thus held
  against whoever finds them.
- Of what was declined and never labelled nobody knows what it was: the model has not learned from it.
- Importance is the share in what the splits of all trees gained. A reason names the features that pushed the score most
  along the payment's path through each tree. Neither is a Shapley value, and neither says why somebody cheats.
- Run it as a shadow beside the active strategy first, and compare both on live traffic before it decides.
"""


def model_card(report: Report) -> str:
    """Return the card as Markdown, with the headings of Mitchell et al., "Model cards for model reporting" (2019)."""
    parts = [
        f"# Model card: {plain(report.training.strategy.name)}\n",
        'Written by `fraudctl train`. Headings after Mitchell et al., "Model cards for model reporting" (2019).\n',
    ]
    for heading, content in _sections(report):
        parts += [f"## {heading}\n", content]
    return "\n".join(parts).rstrip("\n") + "\n"


def _sections(report: Report) -> Iterator[tuple[str, str]]:
    facts, held_out = report.training.facts, report.held_out
    trained, _ = report.tried
    cost, own = held_out.review_cost, facts["review_above"].quantize(STEP)
    thresholds = curve_table(trained, held_out.curve, own, cost, POINTS, title="Thresholds of model.score")
    by_label = (markdown_table(labels_table(report.tried)),) if trained.detection.kinds else ()
    analyses = (figures_table(report.tried), calibration_table(held_out.calibration), thresholds)
    notes = "".join(f"- {plain(each)}.\n" for each in remarks(report))
    yield "Model details", _details(report)
    yield "Intended use", USE
    yield "Uses that it is not for", MISUSE
    yield "Factors", "\n".join((*by_label, *(markdown_table(value_table(each)) for each in report.tried)))
    yield "Metrics", MEASURED
    yield "Training and evaluation data", _data(report)
    yield "Quantitative analyses", "\n".join(map(markdown_table, (*analyses, capacities_table(report.tried))))
    yield "Features and importance", markdown_table(importance_table(facts["gains"]))
    yield "Ethical considerations", PEOPLE
    yield "Caveats and recommendations", f"{LIMITS}{notes}"
    yield "Make it again", f"    {escape_invisible(report.command)}\n"


def _details(report: Report) -> str:
    facts, strategy, against = report.training.facts, report.training.strategy, report.held_out.against.strategy
    rules = sum(rule.outcome is not None for rule in strategy.rules)
    thresholds = strategy.thresholds
    return _listed(
        {
            "kind": f"gradient boosted trees, {facts['trees']} of depth {DEPTH} at most, over {len(facts['gains'])} "
            "features; log-odds made probabilities by Platt's method",
            "made by": f"{facts['library']}, seed {SEED}",
            "strategy": f"digest {strategy.digest}",
            "decides": f"by a score that rises with the probability: a review above {thresholds.review}, a decline "
            f"above {thresholds.decline}; reviews begin at a probability of {facts['review_above'].quantize(STEP)}",
            "other rules": f"{rules} of the strategy before, with their outcome alone{_from(strategy)}",
            "compared with": f"{against.name}, digest {against.digest}",
        }
    )


def _from(strategy: Strategy) -> str:
    codes = [rule.code for rule in strategy.rules if rule.outcome]
    return f": {', '.join(codes[:10])}{', …' if len(codes) > 10 else ''}" if codes else ""  # noqa: PLR2004 -- a line


def _data(report: Report) -> str:
    facts = report.training.facts
    data: dict[str, Any] = facts["data"]
    known = {
        "read": report.source,
        **({"SHA-256 of the file": data["sha256"]} if "sha256" in data else {}),
        "payments": f"{report.read.count:,}",
        "label delay": f"{duration(report.label_delay)}, where the data does not say when a label came",
    }
    tables = [markdown_table(parts_table(facts)), markdown_table(left_out_table(facts, report.read.refused))]
    return "\n".join((_listed(known), *tables))


def _listed(facts: dict[str, str]) -> str:
    rows = "".join(f"| {name} | {plain(said)} |\n" for name, said in facts.items())
    return f"| | |\n| --- | --- |\n{rows}"
