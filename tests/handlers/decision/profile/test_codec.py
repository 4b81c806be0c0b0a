"""Every profile survives its bytes, and whatever bytes there are make a profile or an error that says so."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.decision.profile.codec import UnreadableProfile, decode, encode
from handlers.decision.profile.fold import fold
from handlers.decision.profile.profile import Profile
from tests.handlers.decision.profile.model import DAY, HOUR, START, Payment, payments
from tests.handlers.decision.profile.test_measures import folded, known


@given(payments(60, currencies=("EUR", "SEK", "")))
@settings(deadline=None)
def test_a_profile_survives_its_bytes(every: list[Payment]) -> None:
    profile = folded(every)
    assert profile is None or decode(encode(profile)) == profile


def busy_year(step: int, amount: Decimal) -> Profile:
    every = [
        Payment(id=f"tx-{place}", time=START + place * step, amount=amount + place, terminal=f"T-{place % 50}")
        for place in range(150)
    ]
    profile = folded(every)
    assert profile is not None
    return profile


def test_numbers_beyond_64_bits_survive() -> None:
    profile = busy_year(HOUR, Decimal(10**15 - 1000))
    assert decode(encode(profile)) == profile
    found = known(profile, Payment(id="fresh", time=profile.last + 1, amount=Decimal(10**15)))
    assert found["customer.sum_30d"] == Decimal("1.5E+17")
    assert found["customer.deviation_30d"] == Decimal("43.4453679925")  # the root of (150² + 150) / 12


@pytest.mark.parametrize("form", [2, 7, 255])
def test_a_newer_form_is_named(form: int) -> None:
    with pytest.raises(UnreadableProfile, match=f"form {form}, newer than 1") as raised:
        decode(bytes([form]) + b"whatever")
    assert raised.value.newer_form == form


@pytest.mark.parametrize(
    "damaged", [b"", b"\0", b"\1", b"\1\xc0", b"\1\x90", b"\0" + encode(busy_year(HOUR, Decimal(5)))[1:]]
)
def test_what_is_damaged_is_said_to_be(damaged: bytes) -> None:
    with pytest.raises(UnreadableProfile, match="the profile is damaged") as raised:
        decode(damaged)
    assert raised.value.newer_form is None


WRITTEN = [encode(busy_year(step, Decimal(amount))) for step in (1, HOUR, DAY) for amount in ("4", "0.0001", "1E+14")]


def use(written: bytes) -> None:
    """Decode, and if that goes well, do all that is done with a profile."""
    try:
        profile = decode(written)
    except UnreadableProfile:
        return
    judged = Payment(id="fresh", time=START + 40 * DAY)
    known(profile, judged)
    after = fold(profile, judged.event())
    assert decode(encode(after if after is not None else profile)) is not None


@given(st.binary(max_size=200))
def test_any_bytes_decode_or_are_unreadable(written: bytes) -> None:
    use(written)
    use(b"\1" + written)


@given(st.sampled_from(WRITTEN), st.data())
@settings(deadline=None, max_examples=400)
def test_a_profile_with_bits_flipped_decodes_or_is_unreadable(written: bytes, data: st.DataObject) -> None:
    damaged = bytearray(written)
    for place, bit in data.draw(st.lists(st.tuples(st.integers(1, len(written) - 1), st.integers(0, 7)), max_size=4)):
        damaged[place] ^= 1 << bit
    use(bytes(damaged))


@given(st.sampled_from(WRITTEN), st.data())
@settings(deadline=None)
def test_a_part_of_a_profile_is_unreadable(written: bytes, data: st.DataObject) -> None:
    with pytest.raises(UnreadableProfile):
        decode(written[: data.draw(st.integers(0, len(written) - 1))])
    with pytest.raises(UnreadableProfile):
        decode(written + data.draw(st.binary(min_size=1, max_size=9)))


FIELDS: list[Any] = [
    None,
    True,
    -1,
    0,
    1,
    2**63,
    2**64 - 1,
    "",
    "EU",
    "EURO",
    b"",
    b"\xff" * 40,
    [],
    [b""],
    [[b"", b"", 1]],
]


@given(st.sampled_from(WRITTEN), st.data())
@settings(deadline=None, max_examples=400)
def test_a_profile_with_another_field_decodes_or_is_unreadable(written: bytes, data: st.DataObject) -> None:
    """A field, or a part of one, has another type, length or range."""
    fields = msgspec.msgpack.decode(written[1:])
    parts = fields
    while isinstance(
        part := data.draw(st.sampled_from([None, *[each for each in parts if isinstance(each, list)]])), list
    ):
        if not part:
            break
        parts = part
    parts[data.draw(st.integers(0, len(parts) - 1))] = data.draw(st.sampled_from(FIELDS))
    use(b"\1" + msgspec.msgpack.encode(fields))
