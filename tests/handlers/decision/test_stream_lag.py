"""Profiles are stale when something was stored over a minute ago that the heartbeat does not cover."""

from handlers.decision.stream_lag import StreamLag

START = 1_795_350_700_000


def test_nothing_stored_is_never_stale() -> None:
    assert not StreamLag().is_stale(0, START)


def test_what_a_heartbeat_covers_is_forgotten_and_what_came_later_is_not() -> None:
    lag = StreamLag()
    for second in range(100):
        lag.stored(START + second * 1000)

    assert not lag.is_stale(START + 40_000, START + 105_000), "the oldest that it does not cover is of second 51"
    assert lag.is_stale(START + 40_000, START + 111_001)


def test_a_heartbeat_that_stands_still_makes_it_stale_after_a_minute_and_one_that_goes_on_ends_that() -> None:
    lag, verdicts = StreamLag(), list[bool]()
    for second in range(2400):
        now = START + second * 1000
        lag.stored(now)
        verdicts.append(lag.is_stale(START if second < 1200 else now - 5000, now))

    assert verdicts.index(True) == 72, "ten seconds that the heartbeat may cover, a minute, and more"
    assert all(verdicts[72:1200])
    assert not any(verdicts[1200:])


def test_it_is_stale_until_a_heartbeat_that_makes_up_for_hours_is_there() -> None:
    lag, hours = StreamLag(), 5 * 3600
    for second in range(hours):
        lag.stored(START + second * 1000)

    now = START + hours * 1000
    for behind in range(hours, 80, -10):
        assert lag.is_stale(now - behind * 1000, now)
    assert not lag.is_stale(now - 70_000, now)
