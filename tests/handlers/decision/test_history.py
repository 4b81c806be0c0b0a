"""Past payments are folded once each, in the order of their file, whatever is sent again and whatever came since."""

import msgspec
import pytest

from handlers.contract.fold_request import PastPayment, RebuiltPayment
from handlers.decision.history import rebuilt
from handlers.decision.profile.codec import FORM, UnreadableProfile, decode, encode
from handlers.decision.profile.fold import fold
from handlers.decision.profile.profile import LoadMark
from tests.handlers.decision.past_payments import (
    CUSTOMER,
    CUSTOMER_FACTS,
    DECIDER,
    FILE,
    MINUTE,
    NOW,
    OTHER,
    START,
    known,
    line,
    lines,
    live,
    load,
    past_of,
    payment,
    unmarked,
)


def test_a_file_makes_the_profile_that_its_payments_would_have_made_when_they_came() -> None:
    whole = load(lines(1, 60))

    assert unmarked(whole) == live(None, *range(1, 61))
    assert known(whole).load == LoadMark(FILE, 60)
    assert load(lines(31, 60), load(lines(1, 30))) == whole


def test_lines_that_come_in_another_order_are_folded_in_that_of_the_file() -> None:
    assert load(reversed(lines(1, 9))) == load(lines(1, 9))


def test_a_part_that_comes_again_is_skipped_however_many_payments_came_since() -> None:
    loaded = known(load(lines(1, 30)))
    since = live(loaded, *range(1001, 1061))
    written = encode(since)

    assert load(lines(1, 30), written) is None
    again = load(lines(21, 40), written)
    assert unmarked(again) == msgspec.structs.replace(live(since, *range(31, 41)), load=None)


@pytest.mark.parametrize(
    "mark", [LoadMark(b"1234567", 1), LoadMark(FILE, 0), LoadMark(FILE, 2**63), LoadMark(FILE, -1)]
)
def test_a_profile_with_a_mark_that_no_load_makes_is_unreadable(mark: LoadMark) -> None:
    marked = msgspec.structs.replace(live(None, 1), load=mark)

    with pytest.raises(UnreadableProfile):
        decode(encode(marked))


def test_what_the_profile_does_not_take_is_not_taken_later_either() -> None:
    """A payment that came while the pipeline ran stands in the file, too."""
    came = live(None, 5)
    written = load([line(5)], encode(came))
    since = live(known(written), *range(1001, 1061))

    assert known(written).count == 1
    assert load([line(5)], encode(since)) is None


def test_another_file_is_folded_too_and_counted() -> None:
    written = load(lines(1, 3), digest=OTHER)
    past = past_of(lines(101, 102))

    after = known(past.folded(CUSTOMER, written))

    assert (after.count, after.load) == (5, LoadMark(FILE, 102))
    assert past.of_other_files == {CUSTOMER}


def test_again_a_file_is_folded_into_what_lost_it_and_into_nothing_that_holds_another() -> None:
    past = past_of([line(1, fraud=True), line(2)], again=True)
    lost, whole, other = encode(live(None, 101)), load(lines(1, 2)), load(lines(1, 2), digest=OTHER)
    labelled = past_of([line(1, fraud=True)], OTHER).labelled(CUSTOMER_FACTS, None)

    assert known(past.folded(CUSTOMER, lost)).count == 3
    assert past.folded(CUSTOMER, whole) is None
    assert past.of_other_files == set()
    assert past.folded(CUSTOMER, other) is None
    assert past.of_other_files == {CUSTOMER}
    assert past.labelled(CUSTOMER_FACTS, labelled) is None
    assert past.labelled(CUSTOMER_FACTS, None)


def test_a_damaged_profile_is_begun_anew_and_one_of_a_newer_version_left_alone() -> None:
    past = past_of(lines(1, 2))

    assert known(past.folded(CUSTOMER, b"\x01damaged")).count == 2
    assert past.unreadable == {CUSTOMER: "the profile is damaged"}
    assert past.folded(CUSTOMER, bytes([FORM + 1])) is None
    assert "newer" in past.unreadable[CUSTOMER]
    assert past.taken[CUSTOMER] == set()


def test_a_payment_of_nobody_is_counted() -> None:
    nobody = PastPayment(line=1, transaction=msgspec.structs.replace(payment(1), customer_id=msgspec.UNSET))
    past = past_of([nobody, line(2)])

    assert past.without_entity == 1
    assert past.keys == [CUSTOMER]


def test_a_profile_is_rebuilt_in_the_order_of_receipt() -> None:
    late = msgspec.structs.replace(payment(1), received=START + 50 * MINUTE)
    entries = [RebuiltPayment(transaction=each) for each in (late, payment(3), payment(2))]

    profile = rebuilt("customer", entries, DECIDER, now=NOW)

    event = DECIDER.event(payment(1), received=START + 50 * MINUTE, declined=False).of("customer")
    assert profile == fold(live(None, 2, 3), event)
    assert rebuilt("customer", [], DECIDER, now=NOW) is None


@pytest.mark.parametrize(("after", "taken"), [(5 * MINUTE, True), (5 * MINUTE + 1, False), (9_000_000_000_000, False)])
def test_a_payment_from_the_future_is_in_no_profile_whoever_folds_it(*, after: int, taken: bool) -> None:
    """It would make all that came and comes before it look long past."""
    future = payment(2, at=NOW + after)

    loaded = load([line(1), PastPayment(line=2, transaction=future)])
    said = msgspec.structs.replace(future, received=NOW + after)
    for each in (future, said):
        made = rebuilt("customer", [RebuiltPayment(transaction=one) for one in (payment(1), each)], DECIDER, now=NOW)
        assert made == unmarked(loaded)

    assert known(loaded).count == 1 + taken
    assert known(loaded).load == LoadMark(FILE, 2)


@pytest.mark.parametrize("declined", [False, True])
def test_a_payment_counts_as_declined_if_the_file_or_its_score_says_so(*, declined: bool) -> None:
    written = load([PastPayment(line=1, transaction=payment(1), declined=declined)])
    made = rebuilt("customer", [RebuiltPayment(transaction=payment(1), declined=declined)], DECIDER, now=NOW)

    assert unmarked(written) == made
    assert made
    assert bool(made.ring.flags[0] & 1) is declined
