"""The verdict on erasures: nothing that was received before the moment is left, and no mark when all is finished."""

from collections.abc import Iterator

from chaos.erasure_book import ErasedPerson
from chaos.ledger import Ledger
from chaos.verdict.final_state import FinalState, FoundItem
from chaos.verdict.judge import BrokenPromise
from chaos.verdict.remains import MARKS, Remain
from chaos.verdict.stored_times import milliseconds_of

TIMES = {"scores": "scored_at", "reviews": "opened_at"}
"""By table, the attribute that says when a row of it was made."""


def judge_erasures(ledger: Ledger, kind: str, found: FinalState) -> Iterator[BrokenPromise]:
    """Yield what is left of the persons of a kind's traffic who were erased, and each erasure that was not finished."""
    living = ledger.attempts_of(kind)
    for person in ledger.erasures.persons_of(kind):
        if not person.finished:
            yield BrokenPromise(fault="wrong", transaction_id=person.customer, what="the erasure was not finished")
        if found.marks_left:
            yield BrokenPromise(fault="wrong", transaction_id=person.customer, what=f"the item {MARKS} is left")
        current = {name for name, some in living.items() if some[0].fields.get("customer_id") == person.customer}
        for each in found.remains:
            if each.customer == person.customer and (what := _left(each, person, current, found)):
                name = each.transaction_id or person.customer
                yield BrokenPromise(fault="wrong", transaction_id=name, what=f"{each.where} of who was erased: {what}")


def _left(remain: Remain, person: ErasedPerson, current: set[str], found: FinalState) -> str | None:
    """Return what is wrong with an item that is of an erased person; None if it is of one who came back."""
    name, item = remain.transaction_id, remain.item
    stands = name in current and any(
        milliseconds_of(each["created_at"]) >= person.moment for each in found.stored.get(name, ())
    )
    match remain.where:
        case "transactions" if "claimed_timestamp" not in item:
            what = None if milliseconds_of(item["created_at"]) >= person.moment else f"received {item['created_at']}"
        case "profiles":
            what = _known(str(item["entity"]), person, current, found)
        case "strategies":
            what = f"named in {item}"
        case "queue":
            what = None if current & _ids_in(item) else f"a message: {item}"
        case _:
            what = _old(remain, person) if stands else f"{sorted(item)} without a payment from after it"
    return what


def _old(remain: Remain, person: ErasedPerson) -> str | None:
    """Return what is wrong with an item that hangs on a payment which stands."""
    if remain.where == "labels":
        early = [each for each in remain.item["history"] if float(each["received"]) < person.moment]
        return f"labels from before: {early}" if early else None
    if (attribute := TIMES.get(remain.where)) is None:
        return None
    at = remain.item[attribute]
    made = milliseconds_of(at) if isinstance(at, str) else float(at)
    return None if made >= person.moment else f"made {at}"


def _known(key: str, person: ErasedPerson, current: set[str], found: FinalState) -> str | None:
    """Return what is wrong with an item of the profiles table; what it says of payments is judged by itself."""
    if key not in (f"profile#customer#{person.customer}", f"facts#customer#{person.customer}"):
        return f"named in {key}"
    return None if any(found.stored.get(each) for each in current) else key


def _ids_in(message: FoundItem) -> set[str]:
    """Return the ids of the payments in a message."""
    waiting, ids = [message], set[str]()
    while waiting:
        for each in waiting.pop().values():
            several = each if isinstance(each, list) else [each]
            waiting.extend(one for one in several if isinstance(one, dict))
            ids.update(one for one in several if isinstance(one, str))
    return ids
