"""Decisions among other traffic: instead of what is only stored, beside it, before it, after it, and as dry runs."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from chaos.ledger import RequestFields, Route
from chaos.traffic.cases import ApiCall, CaseStep, Post, TrafficCase, single_post
from chaos.traffic.contests import MOST_RACERS
from chaos.traffic.customers import often_paid
from chaos.traffic.transactions import START

AT_ONCE, IN_A_BURST = 3, 12
"""Decisions that a client asks for at the same time, and all on one card: each takes a process of the embedded AWS."""
CLIENTS_OF_A_CARD = 2
"""Clients whose payments are on one card, as a rule at the same time."""
BUCKET = 300_000
"""Milliseconds in which attempts are counted together."""
RACING = 2
"""Transactions of a batch that are decided at the same moment."""
MOST_AT_ONCE = max(AT_ONCE, MOST_RACERS) + RACING
"""Calls that a client makes at the same time."""

Form = Callable[[TrafficCase, random.Random], Sequence[CaseStep]]


def with_decisions(cases: Iterable[TrafficCase], share: float, chance: random.Random) -> Iterator[TrafficCase]:
    """Yield the cases; for a share of them (0 to 1) clients ask for decisions too, or in place of it all."""
    for case in cases:
        if chance.random() < share:
            yield replace(case, steps=tuple(chance.choice(FORMS)(case, chance)))
        else:
            yield case


def bursts(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
    """Yield payments to be decided, a dozen on one card at once, some of them in the minutes before and after."""
    chance = random.Random(f"{seed} {label} bursts")  # noqa: S311 -- not a secret
    for number in range(-(-count // IN_A_BURST)):
        card = f"{label}-card-{number // CLIENTS_OF_A_CARD}"
        some = [_on_card(f"{label}-{IN_A_BURST * number + each:06}", card, chance) for each in range(IN_A_BURST)]
        posts = [single_post(each, "decisions") for each in some]
        steps = [tuple(posts[first : first + AT_ONCE]) for first in range(0, IN_A_BURST, AT_ONCE)]
        dry_run = (single_post(chance.choice(some), "dry run"),)
        yield TrafficCase(steps=(*steps[:-1], dry_run, steps[-1]), transactions=IN_A_BURST)


def asked_again(fields: Sequence[RequestFields]) -> Iterator[TrafficCase]:
    """Yield a decision on each, whatever came of it before."""
    yield from (TrafficCase(steps=((single_post(each, "decisions"),),), transactions=0) for each in fields)


def _on_card(transaction_id: str, card: str, chance: random.Random) -> RequestFields:
    paid = often_paid(transaction_id, chance)
    times = [START, START, START, START + BUCKET, START - BUCKET, None]
    time = chance.choice(times)
    fields: dict[str, Any] = {**paid, "metadata": {"card_token": card}}
    return fields if time is None else {**fields, "timestamp": time}


def _all_decided(case: TrafficCase, _chance: random.Random) -> Sequence[CaseStep]:
    return _by_routes(case, lambda: "decisions")


def _some_decided(case: TrafficCase, chance: random.Random) -> Sequence[CaseStep]:
    """Return the same calls, some of them for a decision: of one id both may come, at once or one after the other."""
    return _by_routes(case, lambda: "decisions" if chance.random() < 0.5 else "transactions")


def _decided_at_once(case: TrafficCase, chance: random.Random) -> Sequence[CaseStep]:
    """Return the calls, with decisions on what is in the first of them at the same moment."""
    first, *others = case.steps
    if not isinstance(first, tuple) or not (requests := _requests(first)):
        return case.steps
    racing = chance.sample(requests, min(RACING, len(requests)))
    return [(*first, *(single_post(each, "decisions") for each in racing)), *others]


def _decided_after(case: TrafficCase, _chance: random.Random) -> Sequence[CaseStep]:
    """Return the calls, and then decisions on what they stored: it may have a score by now, or not yet."""
    requests = [each for step in case.steps if isinstance(step, tuple) for each in _requests(step)]
    return [*case.steps, *((single_post(each, "decisions"),) for each in requests[:RACING])]


def _tried_before(case: TrafficCase, chance: random.Random) -> Sequence[CaseStep]:
    """Return decisions, with a dry run before and one after; or a dry run and nothing else."""
    decided = _all_decided(case, chance)
    requests = [each for step in decided if isinstance(step, tuple) for each in _requests(step)]
    if not requests:
        return decided
    dry_run = (single_post(requests[0], "dry run"),)
    return [dry_run] if chance.random() < 0.2 and len(requests) == 1 else [dry_run, *decided, dry_run]


FORMS: tuple[Form, ...] = (_all_decided, _all_decided, _some_decided, _decided_at_once, _decided_after, _tried_before)


def _by_routes(case: TrafficCase, choose: Callable[[], Route]) -> Sequence[CaseStep]:
    """Return the case's calls; single transactions take the routes that are chosen, batches and labels stay."""

    def routed(call: ApiCall) -> ApiCall:
        if isinstance(call, Post) and call.route == "transactions":
            return replace(call, route=choose())
        return call

    return [tuple(map(routed, step)) if isinstance(step, tuple) else step for step in case.steps]


def _requests(step: Iterable[ApiCall]) -> list[RequestFields]:
    return [each for call in step if isinstance(call, Post) for each in call.requests]
