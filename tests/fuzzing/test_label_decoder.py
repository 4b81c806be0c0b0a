"""The decoder turns each value of a list into a label, or into a refusal that names a field which breaks its rule."""

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from handlers.contract.errors import Refused
from handlers.contract.label import MAX_LABELS, LabelRequest, decode_labels
from tests.fuzzing.values import MARK

NOW = 1_795_400_000_000
FIVE_MINUTES = 300_000
LISTS = 200
ABSENT = object()

ALLOWED: Mapping[str, Sequence[Any]] = {
    "transaction_id": ("tx-1", "a" * 256, "日本 42", "-x", 'say "x"', "\U0001f4b3" * 256, "facts#customer#C-1", "{}"),
    "label": ("fraud", "legitimate"),
    "source": ("chargeback", "analyst", "customer", "issuer"),
    "at": (NOW, NOW + FIVE_MINUTES, 946_684_800_000, float(NOW)),
    "note": (ABSENT, None, "", MARK, "x" * 1024, "\U0001f4b3" * 1024, "two\nlines"),
}
FORBIDDEN: Mapping[str, Sequence[Any]] = {
    "transaction_id": (ABSENT, None, "", "a" * 257, 7, True, [MARK], {MARK: MARK}, "\x00", "\ud800"),
    "label": (ABSENT, None, "Fraud", "fraud ", "", 1, True, ["fraud"], MARK, "\udfff"),
    "source": (ABSENT, None, "horoscope", "Analyst", 0, {}, MARK),
    "at": (ABSENT, None, NOW + FIVE_MINUTES + 1, NOW / 1000, -1, 0, 1.5, True, str(NOW), 10**30, "2026-11-26", [NOW]),
    "note": ("x" * 1025, "\U0001f4b3" * 1025, 5, False, {MARK: 1}, "\ud800"),
    "surprise": (1, None, MARK),
}
NO_OBJECTS: Sequence[Any] = (None, 7, True, "fraud", [], [{}], 1.5)


def random_label(chance: random.Random) -> tuple[Any, set[str]]:
    """Return a value of the list, and the fields that break a rule."""
    if chance.random() < 0.02:
        return chance.choice(NO_OBJECTS), {"body"}
    broken = {name for name in FORBIDDEN if chance.random() < 0.08}
    values = {name: chance.choice((FORBIDDEN if name in broken else ALLOWED)[name]) for name in {*ALLOWED, *broken}}
    fields = [(name, value) for name, value in values.items() if value is not ABSENT]
    return dict(chance.sample(fields, len(fields))), broken


@pytest.mark.parametrize("seed", range(2))
def test_each_value_is_taken_as_sent_or_refused_by_a_field_that_breaks_its_rule(seed: int) -> None:
    chance, taken, refused = random.Random(seed), 0, 0  # noqa: S311 -- no secret
    for _ in range(LISTS):
        values = [random_label(chance) for _ in range(chance.randint(1, MAX_LABELS))]
        body = json.dumps({"labels": [value for value, _ in values]}).encode()

        for (value, broken), decoded in zip(values, decode_labels(body, now=NOW), strict=True):
            if isinstance(decoded, LabelRequest):
                assert not broken, value
                taken += 1
                sent = {name: each for name, each in value.items() if each is not None}
                assert {name: getattr(decoded, name) for name in sent} == sent
            else:
                assert broken, (value, str(decoded))
                refused += 1
                assert decoded.field in broken, (value, str(decoded))
                assert MARK not in str(decoded)
                assert len(str(decoded)) < 400
    assert min(taken, refused) > LISTS * 10


@pytest.mark.parametrize("labels", [0, MAX_LABELS + 1])
def test_a_list_of_none_or_of_too_many_is_refused_as_a_whole(labels: int) -> None:
    with pytest.raises(Refused, match="labels: must be a list of 1 to 100 labels"):
        decode_labels(json.dumps({"labels": [{}] * labels}).encode(), now=NOW)
