"""Records leave the shard in order, each acknowledged or in a failure record, whatever the function does."""

import dataclasses
import itertools

from hypothesis import given
from hypothesis import strategies as st

from emulator.streams.mapping import StreamMapping
from emulator.streams.response import InvocationResult, Response
from tests.emulator.streams.scripted import (
    ARRIVED,
    ERROR,
    MAPPING,
    SUCCESS,
    THROTTLED,
    Journal,
    records,
    reported,
    run_delivery,
    script,
)

MOST = 12

mappings = st.builds(
    dataclasses.replace,
    st.just(MAPPING),
    maximum_retry_attempts=st.integers(-1, 4),
    maximum_record_age_seconds=st.sampled_from([-1, 60]),
    bisect_on_error=st.booleans(),
    report_batch_item_failures=st.booleans(),
)
json = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
answers = json | st.builds(lambda failures: {"batchItemFailures": failures}, json)
outcomes: st.SearchStrategy[InvocationResult] = st.one_of(
    st.sampled_from([SUCCESS, ERROR, THROTTLED]),
    st.lists(st.integers(1, MOST + 1), max_size=3).map(lambda failed: reported(*failed)),
    answers.map(lambda payload: Response(request_id="r", payload=payload)),
)


def acknowledged(journal: Journal, mapping: StreamMapping) -> set[int]:
    """Said anew, and by the documentation alone: what the function took on itself to have done."""
    done: set[int] = set()
    for batch, outcome in zip(journal.invoked, journal.outcomes, strict=True):
        if not isinstance(outcome, Response) or outcome.function_error:
            continue
        if not mapping.report_batch_item_failures or not outcome.payload:
            done.update(batch)
        elif isinstance(outcome.payload, dict):
            failures = outcome.payload.get("batchItemFailures") or []
            names = {f"{number:05}": number for number in batch}
            try:
                failed = [names[failure["itemIdentifier"]] for failure in failures]
            except (KeyError, TypeError):
                continue
            done.update(number for number in batch if not failed or number < min(failed))
    return done


@given(
    count=st.integers(1, MOST),
    mapping=mappings,
    script_of=st.lists(outcomes, max_size=40),
    seconds=st.lists(st.floats(0, 30), max_size=40),
)
def test_no_record_is_lost_skipped_or_overtaken(
    count: int, mapping: StreamMapping, script_of: list[InvocationResult], seconds: list[float]
) -> None:
    ticks = itertools.accumulate(itertools.chain(seconds, itertools.repeat(0.0)), initial=ARRIVED)
    journal = run_delivery(records(count), mapping, script(*script_of), clock=lambda: next(ticks))
    everything = list(range(1, count + 1))
    discarded = list(itertools.chain.from_iterable(journal.discarded))

    assert journal.ends == everything, "each record leaves once, in order"
    assert sorted(acknowledged(journal, mapping).union(discarded)) == everything, "acknowledged or dead-lettered"
    assert len(set(discarded)) == len(discarded), "dead-lettered at most once"
    for batch in [*journal.invoked, *journal.discarded]:
        assert batch == list(range(batch[0], batch[-1] + 1)), "runs of neighbours, so that a range names them all"
    for earlier, later in itertools.pairwise(journal.invoked):
        assert later[0] >= earlier[0], "what has left never comes again"
        assert later[0] <= earlier[-1] + 1 or later[0] - 1 in discarded, "nothing is skipped"


@given(
    count=st.integers(1, 64),
    poison=st.sets(st.integers(1, 64), max_size=4),
    retries=st.integers(0, 3),
)
def test_bisecting_dead_letters_the_poison_and_nothing_else(count: int, poison: set[int], retries: int) -> None:
    mapping = dataclasses.replace(MAPPING, bisect_on_error=True, maximum_retry_attempts=retries)
    batch = records(count)
    journal = run_delivery(
        batch, mapping, lambda some: ERROR if any(record.event["number"] in poison for record in some) else SUCCESS
    )
    assert journal.discarded == [[number] for number in range(1, count + 1) if number in poison]
    assert all(discard.invocations == retries + 1 for discard in journal.discards)
