"""The transaction's view: the whole story, read side by side, and the forms of what may be done."""

from datetime import timedelta
from functools import partial
from typing import Any

from starlette.responses import Response

from fraudctl.console.asked import Asked
from fraudctl.console.showing import as_time
from fraudctl.console.transaction.entities import entities_of, known_parts, packaged_places
from fraudctl.console.transaction.history import history
from fraudctl.console.transaction.part import part_of
from fraudctl.console.transaction.related import related
from fraudctl.console.transaction.rules import rules_view
from fraudctl.console.transaction.thirty_days import SIGNS, WORDS, thirty_days
from fraudctl.console.trouble import Trouble
from handlers.contract.read_answers import TransactionAnswer

PICTURED = ("customer", "card")
"""Entities of which the last thirty days are drawn."""

LISTS = {"blocked": "block", "allowed": "allow"}
"""Lists that a person may put an entity on here, with the word for that."""

DONE = {
    "claim": "The review is yours for an hour.",
    "release": "The review is open again.",
    "decide": "It is decided, and the client is told by an event.",
    "label": "It is labelled: the next payment of its entities is decided by that.",
    "add": "It is on the list, in force with the next payment.",
    "remove": "It is off the list, from the next payment on.",
}
"""Sentences after an action, by its name in the page's address."""

USUAL_END = timedelta(days=30)
"""The end of an entry that the form proposes, from now on."""


def show(asked: Asked) -> Response:
    """Return the page of a transaction."""
    return story_page(asked, asked.query.get("id", ""))


def story_page(asked: Asked, transaction_id: str, trouble: Trouble | None = None) -> Response:
    """Return the page, with the trouble that an action on it had and what was typed for that."""
    console = asked.console
    read, explained = console.together(
        partial(console.api.transaction, transaction_id), partial(rules_view, console.target, transaction_id)
    )
    story: TransactionAnswer = read.result()
    rules = part_of(console, explained)
    places = rules.content.places if rules.content else packaged_places()
    keys = entities_of(story.transaction, places)
    entities, snapshot = known_parts(console, keys), console.cache.snapshot()
    return asked.page(
        "transaction/transaction.html",
        status=trouble.status if trouble else 200,
        trouble=trouble,
        id=transaction_id,
        story=story,
        rules=rules,
        mattered=mattered(story),
        entities=entities,
        pictures=_pictures(asked, story, entities),
        done=DONE.get(asked.query.get("done", "")),
        legend=[(SIGNS[sign][0], said) for sign, said in WORDS.items()],
        related=related(snapshot.cases, transaction_id, keys, places),
        snapshot=snapshot,
        history=history(story, console.cache.case(transaction_id)),
        caller=console.caller,
        lists=LISTS,
        until=f"{console.now() + USUAL_END:%Y-%m-%d}",
        now=console.now(),
    )


def mattered(story: TransactionAnswer) -> frozenset[str]:
    """Return the names of the values that rules which fired had read."""
    reasons = story.decision.reasons if story.decision else ()
    return frozenset(name for each in reasons for name in each.values or ())


def _pictures(asked: Asked, story: TransactionAnswer, entities: list[Any]) -> list[Any]:
    at = as_time(story.transaction.timestamp)
    if at is None:
        return []
    amount, now = float(story.transaction.amount), asked.console.now()
    known = [each.known.content for each in entities if each.key.kind in PICTURED and each.known.content]
    return [thirty_days(each, at, amount, now) for each in known]
