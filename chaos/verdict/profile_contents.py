"""The contents of a stored profile against the plain reckoning of its payments."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chaos.verdict.reckoning import (
    DAY,
    MOST_COUNTERPARTS,
    AcceptedPayment,
    distinct_counterparts,
    moments_of,
    most_between,
    totals_between,
)
from handlers.decision.profile.amounts import Amounts
from handlers.decision.profile.buckets import DECLINED, SMALL
from handlers.decision.profile.counterparts import MET
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.window import Window

UNITS = 10_000
"""Of money, in 1: profiles count in 10^-4."""


def differences(
    profile: Profile, payments: Sequence[AcceptedPayment], unsure: Sequence[AcceptedPayment] = ()
) -> Iterator[str]:
    """Yield a sentence for every value of a profile that is not what its payments make.

    `payments` are all of the entity; the profile may lack the `unsure` ones or have them twice, so that each value may
    be off by what these make of it.
    """
    counted, loose = ([each for each in some if each.counts] for some in (payments, unsure))
    every = [*counted, *loose]
    if not _near(profile.count, len(counted), len(loose)):
        yield f"{profile.count} payments ever instead of {len(counted)}"
    if not every or profile.currency not in {each.currency for each in every}:
        yield f"sums in {profile.currency or 'no currency'}, in which there is no payment"
        return
    doubtful = set(loose)
    sure = [each for each in counted if each not in doubtful]
    for name, found, times in (
        ("first", profile.first, [each.time for each in sure] or [max(each.time for each in every)]),
        ("last", profile.last, [each.time for each in sure] or [min(each.time for each in every)]),
    ):
        choose = min if name == "first" else max
        bounds = choose(times), choose(each.time for each in every)
        if not min(bounds) <= found <= max(bounds):
            yield f"{name} paid at {found} instead of {bounds[1]}"
    if not loose:
        yield from _differences_of_counterparts(profile, counted)
    for moment, lengths in moments_of(every).items():
        for length in lengths:
            for what in _differences_of_window(profile, counted, loose, moment, length):
                yield f"{what} in {length // 3_600_000} h before {moment}"


def _differences_of_window(
    profile: Profile, counted: Sequence[AcceptedPayment], loose: Sequence[AcceptedPayment], before: int, length: int
) -> Iterator[str]:
    window, since = Window(Past(profile, before), length), before - length
    wanted = totals_between(counted, since, before, profile.currency)
    slack = totals_between(loose, since, before, profile.currency)
    amounts = Amounts(window)
    money = Decimal(amounts.total) / UNITS
    values: tuple[tuple[str, Decimal | int, Decimal | int, Decimal | int], ...] = (
        ("payments", window.count, wanted.count, slack.count),
        ("declined", window.count_of(DECLINED), wanted.declined, slack.declined),
        ("of money", money, wanted.money, slack.money),
        *([("small ones", window.count_of(SMALL), wanted.small, slack.small)] if length <= DAY else []),
    )
    for name, found, expected, off in values:
        if not _near(found, expected, off):
            yield f"{found} {name} instead of {expected}"
    if length > DAY and not loose:
        squares = Decimal(amounts.squares()) / UNITS
        if squares != wanted.squares:
            yield f"{squares} of squares instead of {wanted.squares}"
        most, expected_most = amounts.most(), most_between(counted, since, before, profile.currency)
        found_most = None if most is None else Decimal(most) / UNITS
        if found_most != expected_most:
            yield f"{found_most} at most instead of {expected_most}"


def _differences_of_counterparts(profile: Profile, counted: Sequence[AcceptedPayment]) -> Iterator[str]:
    """Yield a sentence for every kind of counterpart that the profile counts more or fewer of than there were."""
    for name, expected in distinct_counterparts(counted).items():
        met = profile.met[MET.index(name)]
        if (found := min(MOST_COUNTERPARTS, met.count + met.pushed)) != expected:
            yield f"{found} {name}s instead of {expected}"


def _near(found: Decimal | int, expected: Decimal | int, off: Decimal | int) -> bool:
    return abs(Decimal(found) - Decimal(expected)) <= off
