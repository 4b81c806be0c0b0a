"""The cases that a person asks for: filtered, sorted, a page of them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fraudctl.console.alerts.case import Case

PAGE = 50
"""Rows of a page."""

ONLY = {"all": "alerts and reviews", "review": "reviews that wait", "mine": "reviews that I have"}
SORTS = {"due": "due first", "newest": "newest first", "score": "highest score", "amount": "highest amount"}
OUTCOMES = ("approve", "review", "decline")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A person's filter, order and page; what an address says otherwise than that is left out."""

    text: str = ""
    outcome: str = ""
    only: str = "all"
    sort: str = "due"
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Selection":
        """Return what an address asks for."""
        page = query.get("page", "1")
        return cls(
            text=query.get("text", "").strip(),
            outcome=query.get("outcome", "") if query.get("outcome") in OUTCOMES else "",
            only=query.get("only", "all") if query.get("only") in ONLY else "all",
            sort=query.get("sort", "due") if query.get("sort") in SORTS else "due",
            page=int(page) if page.isdecimal() and page.isascii() and 0 < len(page) < 4 and page != "0" else 1,  # noqa: PLR2004
        )

    def query(self, **other: Any) -> dict[str, str]:
        """Return the address's query of it, or of another page."""
        given = {"text": self.text, "outcome": self.outcome, "only": self.only, "sort": self.sort, "page": self.page}
        default = {"text": "", "outcome": "", "only": "all", "sort": "due", "page": 1}
        return {key: str(each) for key, each in {**given, **other}.items() if each != default[key]}


@dataclass(frozen=True, kw_only=True)
class Selected:
    """The rows of a page, and how many there are in all."""

    rows: Sequence[Case]
    total: int
    page: int
    pages: int


def select(cases: Sequence[Case], selection: Selection, caller: str | None) -> Selected:
    """Return a page of the cases, which come the newest first."""
    words = selection.text.casefold().split()
    found = [
        case
        for case in cases
        if (not selection.outcome or case.outcome == selection.outcome)
        and (selection.only == "all" or case.review is not None)
        and (selection.only != "mine" or is_mine(case, caller))
        and all(word in case.text for word in words)
    ]
    found.sort(key=_order(selection.sort))
    pages = max(1, -(-len(found) // PAGE))
    page = min(selection.page, pages)
    return Selected(rows=found[(page - 1) * PAGE : page * PAGE], total=len(found), page=page, pages=pages)


def is_mine(case: Case, caller: str | None) -> bool:
    """Return whether the caller has claimed a case."""
    review = case.review
    return review is not None and review.state == "claimed" and caller is not None and review.claimed_by == caller


def _order(sort: str) -> Callable[[Case], Any]:
    """Return the key of an order; the newest come first of what is equal in it, since sorting is stable."""
    latest = datetime.max.replace(tzinfo=UTC)
    match sort:
        case "score":
            return lambda case: -case.score
        case "amount":
            return lambda case: -case.amount
        case "newest":
            return lambda case: -case.at.timestamp()
    return lambda case: case.due or latest
